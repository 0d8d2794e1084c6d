import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionEventInvokeConfigCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
  type CreateFunctionCommandInput,
  type DestinationConfig,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { isObject, numberOf, objectOf, textOf } from '../../local/json.ts';
import { CONFIGURATION } from '../../local/lambda/configuration.ts';
import { physicalName } from '../../local/resources/names.ts';
import type { ResourceRequest } from '../../local/template/deploy.ts';
import { TemplateProblem } from '../../local/template/problem.ts';
import type { Account } from '../account.ts';
import { zipped } from './bundle.ts';
import { picked, unless, type Kind } from './kind.ts';

const ABSENT = ['ResourceNotFoundException'];
const THERE = ['ResourceConflictException'];
/** Seconds. */
const PATIENCE = 180;

/** What an emulator's functions need beside what the template gives them. */
export type Surroundings = {
  /** The emulator's address as its functions reach it, where it does not tell them itself. */
  readonly functionEndpoint: string | undefined;
  /** What the machine that runs them is. */
  readonly architecture: 'arm64' | 'x86_64';
};

export function lambdaFunction({ lambda, place }: Account, surroundings: Surroundings): Kind {
  const Architectures = [surroundings.architecture];
  const waiting = { client: lambda, maxWaitTime: PATIENCE, minDelay: 1, maxDelay: 3 };
  const expected = (request: ResourceRequest) => {
    const name = textOf(request.properties['FunctionName']) ?? physicalName(request);
    const arn = `arn:aws:lambda:${place.region}:${place.account}:function:${name}`;
    return { ref: name, attributes: { Arn: arn } };
  };

  async function update(settings: Settings, ZipFile: Uint8Array): Promise<void> {
    const { FunctionName } = settings;
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Architectures }));
    await waitUntilFunctionUpdatedV2(waiting, { FunctionName });
    await lambda.send(new UpdateFunctionConfigurationCommand(settings));
    await waitUntilFunctionUpdatedV2(waiting, { FunctionName });
  }

  return {
    expected,
    async put(request) {
      const made = expected(request);
      const FunctionName = made.ref;
      const settings = settingsOf(request, FunctionName, surroundings);
      const ZipFile = await zipped(directoryOf(request));
      const created = await unless(
        THERE,
        lambda.send(new CreateFunctionCommand({ ...settings, Architectures, Code: { ZipFile } })),
      );
      if (created === undefined) await update(settings, ZipFile);
      await waitUntilFunctionActiveV2(waiting, { FunctionName });
      const reserved = numberOf(request.properties['ReservedConcurrentExecutions']);
      if (reserved !== undefined)
        await lambda.send(
          new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: reserved }),
        );
      return { ref: FunctionName, attributes: { Arn: created?.FunctionArn ?? made.attributes.Arn } };
    },
    async remove(request) {
      const FunctionName = expected(request).ref;
      await unless(ABSENT, lambda.send(new DeleteFunctionCommand({ FunctionName })));
    },
  };
}

/** CloudFormation writes them as the API does; the service checks them. */
const functionInput = z.custom<Omit<CreateFunctionCommandInput, 'Code'>>(isObject);
const destinations = z.custom<DestinationConfig>(isObject);
type Settings = z.infer<typeof functionInput>;

function settingsOf(
  { properties }: ResourceRequest,
  FunctionName: string,
  { functionEndpoint }: Surroundings,
): Settings {
  const variables = objectOf(objectOf(properties['Environment'])['Variables']);
  const endpoint = functionEndpoint === undefined ? {} : { AWS_ENDPOINT_URL: functionEndpoint };
  const settings = {
    ...properties,
    Environment: { Variables: { ...variables, ...endpoint } },
    // CloudFormation takes it as a number or as a text.
    ...(properties['Timeout'] !== undefined && { Timeout: numberOf(properties['Timeout']) }),
    ...(properties['MemorySize'] !== undefined && { MemorySize: numberOf(properties['MemorySize']) }),
  };
  return { ...functionInput.parse(picked(settings, CONFIGURATION)), FunctionName };
}

function directoryOf({ properties, assetPath }: ResourceRequest): string {
  const key = textOf(objectOf(properties['Code'])['S3Key']) ?? '';
  const path = assetPath(key);
  if (path === undefined) throw new TemplateProblem(`its code "${key}" is not among the assembly's assets.`);
  return path;
}

export function permission({ lambda }: Account): Kind {
  const expected = ({ id }: ResourceRequest) => ({ ref: id, attributes: { Id: id } });
  const names = ({ id, properties }: ResourceRequest) => ({
    FunctionName: textOf(properties['FunctionName']),
    StatementId: id.slice(-100),
  });
  const remove = async (request: ResourceRequest): Promise<void> => {
    await unless(ABSENT, lambda.send(new RemovePermissionCommand(names(request))));
  };
  return {
    expected,
    remove,
    async put(request) {
      const { Action, Principal, SourceArn, SourceAccount } = request.properties;
      await remove(request);
      await lambda.send(
        new AddPermissionCommand({
          ...names(request),
          Action: textOf(Action),
          Principal: textOf(Principal),
          SourceArn: textOf(SourceArn),
          SourceAccount: textOf(SourceAccount),
        }),
      );
      return expected(request);
    },
  };
}

export function invokeConfig({ lambda }: Account): Kind {
  const expected = ({ id }: ResourceRequest) => ({ ref: id, attributes: {} });
  return {
    expected,
    async put(request) {
      const { FunctionName: name, Qualifier: qualifier, ...rest } = request.properties;
      const config = rest['DestinationConfig'];
      await lambda.send(
        new PutFunctionEventInvokeConfigCommand({
          FunctionName: textOf(name),
          Qualifier: textOf(qualifier),
          MaximumRetryAttempts: numberOf(rest['MaximumRetryAttempts']),
          MaximumEventAgeInSeconds: numberOf(rest['MaximumEventAgeInSeconds']),
          ...(config !== undefined && { DestinationConfig: destinations.parse(config) }),
        }),
      );
      return expected(request);
    },
    async remove({ properties: { FunctionName: name, Qualifier: qualifier } }) {
      const input = { FunctionName: textOf(name), Qualifier: textOf(qualifier) };
      await unless(ABSENT, lambda.send(new DeleteFunctionEventInvokeConfigCommand(input)));
    },
  };
}

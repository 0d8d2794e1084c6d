import { objectOf, textOf, type JsonObject } from '../json.ts';
import { CONFIGURATION } from '../lambda/configuration.ts';
import { constraint, noSuchFunction } from '../lambda/errors.ts';
import type { LocalFunction } from '../lambda/function.ts';
import { namedBy } from '../lambda/reading.ts';
import { functionHandler, invokeConfigHandler } from '../resources/lambda.ts';
import { AwsError, type Json } from '../service.ts';
import { entriesOf } from '../storage/typed.ts';
import { TemplateProblem } from '../template/problem.ts';
import { THE_CLOUD, type World } from '../world.ts';
import type { Unpacked } from './code.ts';
import { conflict, invalidParameter } from './refusals.ts';

export type Operations = { readonly [name: string]: (input: JsonObject) => Json | Promise<Json> };

/** As CloudFormation has it, and the zip in Base64. */
type Kept = { readonly properties: JsonObject; readonly zip: string };

const NOT_KEPT = ['Code', 'PackageType', 'Publish'];
const NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Functions that the API makes, from a zip; what they are is what the template's are, but for where the code comes from. */
export function createFunctions(world: World, unpacked: Unpacked) {
  const { lambda } = world.services;
  const stored = entriesOf<Kept>(world.storage, 'lambda-function');
  const configs = entriesOf<JsonObject>(world.storage, 'lambda-invoke-config');
  const made = new Map<string, Kept>();
  /** Of which something is still under way. */
  const replaced = new Set<LocalFunction>();

  const run = async (name: string, kept: Kept): Promise<void> => {
    const directory = unpacked.unpack(Buffer.from(kept.zip, 'base64'));
    const request = {
      ...{ id: name, type: 'AWS::Lambda::Function', stack: 'api' },
      properties: { ...kept.properties, Code: { S3Key: name } },
      assetPath: () => directory,
    };
    const before = lambda.find(name);
    try {
      await functionHandler(world)(request);
    } catch (error) {
      throw error instanceof TemplateProblem ? invalidParameter(sentence(error.message)) : error;
    }
    // It is there until another takes its place, and then ends what it is at.
    if (before !== undefined) {
      replaced.add(before);
      void before.retire().then(() => replaced.delete(before));
    }
    made.set(name, kept);
  };
  const change = async (name: string, kept: Kept): Promise<Json> => {
    await run(name, kept);
    stored.put(name, kept);
    return lambda.call('GetFunctionConfiguration', { FunctionName: name }, THE_CLOUD);
  };
  const demand = (input: JsonObject): { name: string; kept: Kept } => {
    const { name } = namedBy(textOf(input['FunctionName']) ?? '');
    const kept = made.get(name);
    if (kept !== undefined) return { name, kept };
    if (lambda.find(name) === undefined) throw noSuchFunction(name, undefined, world.place);
    throw conflict(
      `The function ${name} is of the template that the local cloud was started with: change it there.`,
    );
  };
  const withProperties = (input: JsonObject, properties: JsonObject): Promise<Json> => {
    const { name, kept } = demand(input);
    return change(name, { ...kept, properties: { ...kept.properties, ...properties } });
  };
  const configure = (input: JsonObject): Promise<unknown> =>
    invokeConfigHandler(world)({
      ...{ id: 'config', type: 'AWS::Lambda::EventInvokeConfig', stack: 'api' },
      properties: input,
      assetPath: () => undefined,
    });

  const operations: Operations = {
    async CreateFunction(input) {
      const { name } = namedBy(textOf(input['FunctionName']) ?? '');
      if (!NAME.test(name)) throw invalidParameter(`"${name}" is no name of a function.`);
      if (lambda.find(name) !== undefined) throw conflict(`Function already exist: ${name}`);
      if (input['PackageType'] !== undefined && input['PackageType'] !== 'Zip')
        throw invalidParameter('Container images are not there in the local cloud: give a zip.');
      refuseRole(world, input);
      const entries = Object.entries(input).filter(([member]) => !NOT_KEPT.includes(member));
      const properties = { ...Object.fromEntries(entries), FunctionName: name };
      return change(name, { properties, zip: zipOf(objectOf(input['Code'])) });
    },
    UpdateFunctionCode(input) {
      const { name, kept } = demand(input);
      const { Architectures: architectures } = input;
      const properties = architectures === undefined ? {} : { Architectures: architectures };
      return change(name, { properties: { ...kept.properties, ...properties }, zip: zipOf(input) });
    },
    UpdateFunctionConfiguration(input) {
      refuseRole(world, input);
      const changed = Object.entries(input).filter(([key]) => CONFIGURATION.includes(key));
      return withProperties(input, Object.fromEntries(changed));
    },
    async PutFunctionConcurrency(input) {
      const { ReservedConcurrentExecutions: reserved = null } = input;
      if (typeof reserved === 'number' && reserved < 0)
        throw constraint(
          String(reserved),
          'reservedConcurrentExecutions',
          'Member must have value greater than or equal to 0',
        );
      await withProperties(input, { ReservedConcurrentExecutions: reserved });
      return { ReservedConcurrentExecutions: reserved };
    },
    async DeleteFunctionConcurrency(input) {
      await withProperties(input, { ReservedConcurrentExecutions: null });
      return {};
    },
    DeleteFunction(input) {
      const { name } = demand(input);
      made.delete(name);
      lambda.remove(name);
      stored.remove(name);
      configs.remove(name);
      return {};
    },
    async PutFunctionEventInvokeConfig(input) {
      const { name } = demand(input);
      await configure(input);
      configs.put(name, input);
      return lambda.call('GetFunctionEventInvokeConfig', { FunctionName: name }, THE_CLOUD);
    },
    DeleteFunctionEventInvokeConfig(input) {
      const { name } = demand(input);
      lambda.configureAsync(name);
      configs.remove(name);
      return {};
    },
  };
  return {
    operations,
    async restore(): Promise<void> {
      for (const [name, kept] of stored.all()) await run(name, kept);
      for (const [, config] of configs.all()) await configure(config);
    },
    stop(): void {
      for (const before of replaced) void before.stop();
    },
  };
}

function zipOf(code: JsonObject): string {
  const zip = textOf(code['ZipFile']);
  if (zip !== undefined) return zip;
  throw invalidParameter('There is no S3 and no registry in the local cloud: give the code as ZipFile.');
}

/** @throws AwsError where Lambda could not take on the role. */
function refuseRole({ iam }: World, { Role: role }: JsonObject): void {
  const arn = textOf(role);
  if (arn === undefined || iam.trusts(arn, 'lambda.amazonaws.com')) return;
  throw new AwsError(
    'InvalidParameterValueException',
    'The role defined for the function cannot be assumed by Lambda.',
  );
}

function sentence(message: string): string {
  return `The function cannot be made: ${message}`;
}

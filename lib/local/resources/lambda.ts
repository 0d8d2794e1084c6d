import { numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { runtimeEnvironment } from '../lambda/environment.ts';
import type { ResourceHandler, ResourceRequest } from '../template/deploy.ts';
import { TemplateProblem } from '../template/problem.ts';
import type { World } from '../world.ts';
import { deadLetterQueue, destinationQueue } from './destination.ts';
import { physicalName } from './names.ts';

export function functionHandler(world: World): ResourceHandler {
  return (request) => {
    const { properties } = request;
    const { region, account } = world.place;
    const name = textOf(properties['FunctionName']) ?? physicalName(request);
    const arn = `arn:aws:lambda:${region}:${account}:function:${name}`;
    const roleArn = textOf(properties['Role']) ?? '';
    const directory = directoryOf(request);
    const handler = textOf(properties['Handler']) ?? '';
    const memory = numberOf(properties['MemorySize']) ?? 128;
    const caller = { roleArn, functionArn: arn };
    if (!world.iam.trusts(roleArn, 'lambda.amazonaws.com'))
      throw new TemplateProblem('the role defined for the function cannot be assumed by Lambda.');
    const accessKeyId = world.identities.keyFor(caller);
    const settings = {
      name,
      arn,
      roleArn,
      directory,
      handler,
      timeout: numberOf(properties['Timeout']) ?? 3,
      memory,
      concurrency: numberOf(properties['ReservedConcurrentExecutions']),
      environment: {
        ...variablesOf(properties),
        ...runtimeEnvironment({ name, handler, directory, memory, accessKeyId }, world.place),
      },
    };
    world.services.lambda.add(settings, properties);
    world.functionRuns.add({ ...settings, ...writingOf(name, properties) });
    const dead = textOf(objectOf(properties['DeadLetterConfig'])['TargetArn']);
    world.services.lambda.setDeadLetters(
      name,
      dead === undefined ? undefined : deadLetterQueue(dead, caller, world),
    );
    return Promise.resolve({ ref: name, attributes: { Arn: arn } });
  };
}

/** How often an asynchronous invocation is tried again, and where it goes then. */
export function invokeConfigHandler(world: World): ResourceHandler {
  return (request) => {
    const {
      FunctionName: name,
      MaximumRetryAttempts: retries,
      MaximumEventAgeInSeconds: longestAge,
      DestinationConfig: destinations,
    } = request.properties;
    const of = world.services.lambda.find(textOf(name) ?? '')?.settings;
    const caller = { roleArn: of?.roleArn, ...(of !== undefined && { functionArn: of.arn }) };
    const tellerOf = (when: 'OnFailure' | 'OnSuccess') => {
      const target = textOf(objectOf(objectOf(destinations)[when])['Destination']);
      return target === undefined ? undefined : destinationQueue(target, caller, world);
    };
    const age = numberOf(longestAge);
    const settings = {
      retries: numberOf(retries) ?? 2,
      ...(age === undefined ? {} : { longestAge: age }),
      giveUp: tellerOf('OnFailure'),
      succeed: tellerOf('OnSuccess'),
    };
    world.services.lambda.configureAsync(textOf(name) ?? '', settings, request.properties);
    return Promise.resolve({ ref: request.id, attributes: {} });
  };
}

/** Where its lines and traces go. */
function writingOf(name: string, properties: JsonObject) {
  return {
    logGroup: textOf(objectOf(properties['LoggingConfig'])['LogGroup']) ?? `/aws/lambda/${name}`,
    traced: objectOf(properties['TracingConfig'])['Mode'] === 'Active',
  };
}

function directoryOf(request: ResourceRequest): string {
  const runtime = textOf(request.properties['Runtime']) ?? '';
  if (!runtime.startsWith('nodejs')) {
    throw new TemplateProblem(`its runtime is "${runtime}"; the local cloud runs Node.js functions only.`);
  }
  const key = textOf(objectOf(request.properties['Code'])['S3Key']);
  if (key === undefined) throw new TemplateProblem('its code is not an asset of the assembly.');
  const path = request.assetPath(key);
  if (path === undefined) throw new TemplateProblem(`its code "${key}" is not among the assembly's assets.`);
  return path;
}

function variablesOf(properties: JsonObject): { readonly [name: string]: string } {
  const variables = Object.entries(objectOf(objectOf(properties['Environment'])['Variables']));
  return Object.fromEntries(
    variables.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

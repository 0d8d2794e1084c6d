import { objectOf, textOf, type JsonObject } from '../json.ts';
import type { Caller, IntegrationOutcome, Integrations, Json, Service } from '../service.ts';
import { failureOf, unsupported } from './failures.ts';
import { asText, capitalised, renameKeys, uncapitalised } from './letters.ts';
import { isFunctionArn, readResource, type TaskResource } from './resource.ts';

/** The services a Task can reach. A function, where one of them is made after the engine. */
export type Reachable = () => {
  readonly dynamodb: Service;
  readonly sqs: Service;
  readonly sns: Service;
  readonly events: Service;
  readonly lambda: Service;
  readonly states: Service;
};

/** One integration: the call it makes, and what becomes of the answer. */
type Perform = (call: {
  readonly services: ReturnType<Reachable>;
  readonly action: string;
  readonly input: JsonObject;
  readonly caller: Caller;
}) => Promise<IntegrationOutcome>;

export function createIntegrations(reachable: Reachable): Integrations {
  return async ({ resource, arguments: given, roleArn }) => {
    const services = reachable();
    const caller = { roleArn };
    if (isFunctionArn(resource)) return callFunction(services.lambda, resource, given, caller);
    const read = readResource(resource);
    const perform = read === undefined ? undefined : performerOf(read);
    if (read === undefined || perform === undefined) return unsupported(resource);
    try {
      return await perform({ services, action: capitalised(read.action), input: objectOf(given), caller });
    } catch (error) {
      return failureOf(error, read);
    }
  };
}

function performerOf({ kind, service, action }: TaskResource): Perform | undefined {
  const table = kind === 'sdk' ? SDK : OPTIMISED;
  const key = kind === 'sdk' ? service : `${service}:${action}`;
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The API of a service as it is. */
const plain =
  (service: keyof ReturnType<Reachable>): Perform =>
  async ({ services, action, input, caller }) => ({
    kind: 'succeeded',
    output: await services[service].call(action, input, caller),
  });

const SDK: { readonly [service: string]: Perform } = {
  dynamodb: plain('dynamodb'),
  eventbridge: plain('events'),
  lambda: plain('lambda'),
  sns: plain('sns'),
  sqs: plain('sqs'),
  sfn: async ({ services, action, input, caller }) => {
    const output = await services.states.call(action, renameKeys(input, uncapitalised), caller);
    return { kind: 'succeeded', output: renameKeys(output, capitalised) };
  },
};

const OPTIMISED: { readonly [integration: string]: Perform } = {
  'dynamodb:deleteItem': plain('dynamodb'),
  'dynamodb:getItem': plain('dynamodb'),
  'dynamodb:putItem': plain('dynamodb'),
  'dynamodb:updateItem': plain('dynamodb'),
  'sns:publish': (call) => plain('sns')({ ...call, input: asText(call.input, 'Message') }),
  'sqs:sendMessage': (call) => plain('sqs')({ ...call, input: asText(call.input, 'MessageBody') }),
  'events:putEvents': putEvents,
  'lambda:invoke': invoke,
  'states:startExecution': async ({ services, input, caller }) => {
    const request = renameKeys(asText(input, 'Input'), uncapitalised);
    const output = await services.states.call('StartExecution', request, caller);
    return { kind: 'succeeded', output: renameKeys(output, capitalised) };
  },
};

/** Unlike the API, the integration fails when one of the entries does. */
async function putEvents({ services, input, caller }: Parameters<Perform>[0]): Promise<IntegrationOutcome> {
  const { Entries: given } = input;
  const entries = Array.isArray(given) ? given : [];
  const Entries = entries.map((entry: Json) => asText(objectOf(entry), 'Detail'));
  const output = await services.events.call('PutEvents', { Entries }, caller);
  const failed = objectOf(output)['FailedEntryCount'];
  if (failed === undefined || failed === 0) return { kind: 'succeeded', output };
  return { kind: 'failed', error: 'EventBridge.FailedEntry', cause: JSON.stringify(output) };
}

/** A failure of the function is one of the state, with the function's own name for it. */
async function invoke({ services, input, caller }: Parameters<Perform>[0]): Promise<IntegrationOutcome> {
  const output = objectOf(await services.lambda.call('Invoke', input, caller));
  if (output['FunctionError'] === undefined) return { kind: 'succeeded', output };
  return functionFailure(output);
}

async function callFunction(
  lambda: Service,
  arn: string,
  payload: Json,
  caller: Caller,
): Promise<IntegrationOutcome> {
  try {
    const input = { FunctionName: arn, Payload: payload };
    const output = objectOf(await lambda.call('Invoke', input, caller));
    if (output['FunctionError'] !== undefined) return functionFailure(output);
    return { kind: 'succeeded', output: output['Payload'] ?? null };
  } catch (error) {
    return failureOf(error, { kind: 'optimised', service: 'lambda', action: 'invoke' });
  }
}

function functionFailure(output: JsonObject): IntegrationOutcome {
  const payload = output['Payload'] ?? null;
  const error = textOf(objectOf(payload)['errorType']) ?? 'Lambda.Unknown';
  return { kind: 'failed', error, cause: JSON.stringify(payload) };
}

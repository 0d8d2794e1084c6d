import { listOf, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { IntegrationOutcome, Json } from '../service.ts';
import { asText, capitalised, renameKeys, uncapitalised } from './letters.ts';
import { withMetadata } from './metadata.ts';
import { invoke, type Call, type Perform, type Services } from './perform.ts';

/** The integrations that shape what they send and what they answer. */
export const OPTIMISED: { readonly [integration: string]: Perform } = {
  'dynamodb:deleteItem': api('dynamodb'),
  'dynamodb:getItem': api('dynamodb'),
  'dynamodb:putItem': api('dynamodb'),
  'dynamodb:updateItem': api('dynamodb'),
  'sns:publish': api('sns', (input) => asText(input, 'Message')),
  'sqs:sendMessage': api('sqs', (input) => asText(input, 'MessageBody')),
  'events:putEvents': putEvents,
  'lambda:invoke': invokeFunction,
  'states:startExecution': startExecution,
};

function api(service: keyof Services, shape: (input: JsonObject) => JsonObject = (input) => input): Perform {
  return async ({ services, action, input, caller, now }) => {
    const output = await services[service].call(action, shape(input), caller);
    return { kind: 'succeeded', output: withMetadata(service, objectOf(output), now()) };
  };
}

async function startExecution({ services, input, caller, now }: Call): Promise<IntegrationOutcome> {
  const request = renameKeys(asText(input, 'Input'), uncapitalised);
  const output = await services.states.call('StartExecution', request, caller);
  const answer = objectOf(renameKeys(output, capitalised));
  return { kind: 'succeeded', output: withMetadata('states', answer, now()) };
}

/** Unlike the API, the integration fails when one of the entries does; and it says whose the events are. */
async function putEvents({ services, input, caller, execution }: Call): Promise<IntegrationOutcome> {
  const Entries = listOf(input['Entries']).map((given): Json => {
    const entry = asText(objectOf(given), 'Detail');
    const Resources = [...textsOf(entry['Resources']), machineOf(execution), execution];
    return { ...entry, Resources };
  });
  const output = await services.events.call('PutEvents', { ...input, Entries }, caller);
  const failed = objectOf(output)['FailedEntryCount'];
  if (failed === undefined || failed === 0) return { kind: 'succeeded', output };
  return { kind: 'failed', error: 'EventBridge.FailedEntry', cause: JSON.stringify(output) };
}

/** `arn:…:execution:machine:name` is of `arn:…:stateMachine:machine`. */
function machineOf(execution: string): string {
  const [arn, aws, states, region, account, , machine] = execution.split(':');
  return [arn, aws, states, region, account, 'stateMachine', machine].join(':');
}

/** A failure of the function is one of the state, with the function's own name for it. */
async function invokeFunction({ services, input, caller, now }: Call): Promise<IntegrationOutcome> {
  const output = objectOf(await invoke(services, input, caller));
  if (output['FunctionError'] !== undefined) return functionFailure(output);
  return { kind: 'succeeded', output: withMetadata('lambda', output, now()) };
}

export function functionFailure(output: JsonObject): IntegrationOutcome {
  const payload = output['Payload'] ?? null;
  const error = textOf(objectOf(payload)['errorType']) ?? 'Lambda.Unknown';
  return { kind: 'failed', error, cause: JSON.stringify(payload) };
}

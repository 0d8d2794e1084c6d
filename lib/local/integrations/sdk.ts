import { listOf, numberOf, objectOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { asText, capitalised, renameKeys, uncapitalised } from './letters.ts';
import { invoke, type Perform, type Services } from './perform.ts';

/** The APIs as they are; but JSON may stand where they take text, and times are texts. */
export const SDK: { readonly [service: string]: Perform } = {
  dynamodb: api('dynamodb'),
  eventbridge: api('events', (input) =>
    input['Entries'] === undefined
      ? input
      : { ...input, Entries: listOf(input['Entries']).map((entry) => asText(objectOf(entry), 'Detail')) },
  ),
  sns: api('sns', (input) => asText(input, 'Message')),
  sqs: api('sqs', (input) => asText(input, 'MessageBody')),
  lambda: async (call) => {
    if (call.action !== 'Invoke') return api('lambda')(call);
    const output = objectOf(await invoke(call.services, call.input, call.caller));
    // The function's error is no failure of the call, and what it returned stays the text that it is.
    return { kind: 'succeeded', output: asText(output, 'Payload') };
  },
  sfn: async ({ services, action, input, caller }) => {
    const texts = ['Input', 'Output', 'Definition'].reduce(asText, input);
    const output = await services.states.call(action, renameKeys(texts, uncapitalised), caller);
    return { kind: 'succeeded', output: withTimes(renameKeys(output, capitalised)) };
  },
};

function api(service: keyof Services, shape: (input: JsonObject) => JsonObject = (input) => input): Perform {
  return async ({ services, action, input, caller }) => ({
    kind: 'succeeded',
    output: withTimes(await services[service].call(action, shape(input), caller)),
  });
}

/** Names of times in these APIs. An item's attribute is never a plain number, whatever its name. */
const TIME = /(?:Date|Time|DateTime|Timestamp)$/;

/** The JSON protocols write times as seconds, the SDK as ISO 8601. */
function withTimes(value: Json): Json {
  if (Array.isArray(value)) return listOf(value).map(withTimes);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(objectOf(value)).map(([name, item]): [string, Json] => {
    const seconds = typeof item === 'number' && TIME.test(name) ? numberOf(item) : undefined;
    return [name, seconds === undefined ? withTimes(item) : instantText(seconds)];
  });
  return Object.fromEntries(entries);
}

/** As Java writes an instant: with a fraction only where there is one. */
function instantText(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().replace('.000Z', 'Z');
}

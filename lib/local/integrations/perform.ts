import { parseJson, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Caller, type IntegrationOutcome, type Json, type Service } from '../service.ts';

/** The services a Task can reach. */
export type Services = {
  readonly dynamodb: Service;
  readonly sqs: Service;
  readonly sns: Service;
  readonly events: Service;
  readonly lambda: Service;
  readonly states: Service;
};

export type Call = {
  readonly services: Services;
  /** As the API has it: PascalCase. */
  readonly action: string;
  readonly input: JsonObject;
  readonly caller: Caller;
  /** The ARN of the execution whose task it is. */
  readonly execution: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
};

/** One integration: the call it makes, and what becomes of the answer. */
export type Perform = (call: Call) => Promise<IntegrationOutcome>;

/** @throws AwsError where Lambda refuses the call; an error of the function is in the answer. */
export function invoke({ lambda }: Services, input: JsonObject, caller: Caller): Promise<Json> {
  return lambda.call('Invoke', { ...latestOf(input), ...input, ...payloadOf(input) }, caller);
}

/** Step Functions asks for the latest where no version is named, which is seen where there is no such function. */
function latestOf({ FunctionName: name }: JsonObject): JsonObject {
  return /(?:^|:function:)[^:]+$/.test(textOf(name) ?? '') ? { Qualifier: '$LATEST' } : {};
}

/** A text is what is sent, so that the function gets the JSON in it. */
function payloadOf({ Payload: payload }: JsonObject): JsonObject {
  const text = textOf(payload);
  if (text === undefined) return {};
  const parsed = parseJson(text === '' ? '{}' : text);
  if (parsed.kind === 'json') return { Payload: parsed.value };
  const message = `Could not parse request body into json: ${parsed.message}`;
  throw new AwsError('InvalidRequestContentException', message);
}

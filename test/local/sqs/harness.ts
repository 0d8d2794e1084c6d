import { listOf, objectOf, textOf } from '../../../lib/local/json.ts';
import type { JsonObject } from '../../../lib/local/json.ts';
import type { Json } from '../../../lib/local/service.ts';
import { createSqs, type Sqs } from '../../../lib/local/sqs/sqs.ts';
import { VirtualClock } from '../virtual-clock.ts';

export const PLACE = { region: 'eu-west-1', account: '111122223333', endpoint: 'http://localhost:4566' };
export const ARN = 'arn:aws:sqs:eu-west-1:111122223333:';
export const URL_PREFIX = 'http://localhost:4566/111122223333/';

/** Ids in the order they were needed: id-1, id-2, … */
export function numbered(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `id-${count}`;
  };
}

export type Bench = {
  readonly sqs: Sqs;
  readonly clock: VirtualClock;
  call(operation: string, input: Json): Promise<JsonObject>;
  /** A call on the queue `q`. */
  on(operation: string, input?: JsonObject): Promise<JsonObject>;
  /** The bodies that a receive of up to ten gives. */
  bodies(input?: JsonObject, queue?: string): Promise<readonly string[]>;
};

export function bench(): Bench {
  const clock = new VirtualClock();
  const sqs = createSqs({ place: PLACE, clock, newId: numbered() });
  const call = async (operation: string, input: Json): Promise<JsonObject> =>
    objectOf(await sqs.call(operation, input, { roleArn: undefined }));
  return {
    sqs,
    clock,
    call,
    on: (operation, input = {}) => call(operation, { QueueUrl: `${URL_PREFIX}q`, ...input }),
    async bodies(input = {}, queue = 'q') {
      const url = `${URL_PREFIX}${queue}`;
      const output = await call('ReceiveMessage', { QueueUrl: url, MaxNumberOfMessages: 10, ...input });
      return listOf(output['Messages']).map((message) => textOf(objectOf(message)['Body']) ?? '');
    },
  };
}

export async function benchWith(attributes: JsonObject = {}): Promise<Bench> {
  const made = bench();
  await made.call('CreateQueue', { QueueName: 'q', Attributes: attributes });
  return made;
}

export async function handleOf(on: Bench, input: JsonObject = {}): Promise<string> {
  const output = await on.on('ReceiveMessage', input);
  return textOf(objectOf(listOf(output['Messages'])[0])['ReceiptHandle']) ?? '';
}

/** What a call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<readonly [code: string, message: string]> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return [error.name, error.message];
  }
  throw new Error('was not refused');
}

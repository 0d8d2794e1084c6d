/**
 * Goes before a function's bundle, in its worker thread: sends its calls through the faulty door, does to each batch what
 * the door says, and dies where an answer orders it. Only `node:` imports; `assembly.ts` strips its types.
 */
import { subscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BatchFate } from './fates.ts';

type Record = {
  readonly messageId?: string;
  readonly body?: string;
  readonly dynamodb?: { readonly SequenceNumber?: string; readonly Keys?: unknown };
};
type Batch = { readonly Records?: readonly Record[] };
type Reply = { readonly batchItemFailures?: readonly { readonly itemIdentifier: string }[] } | undefined;
type Handler = (event: Batch, context: unknown) => Promise<Reply>;

const door = readFileSync(new URL('./door.txt', import.meta.url), 'utf8');
const agent = new Agent({ keepAlive: true });
const { env } = process;
env['AWS_ENDPOINT_URL'] = door;
env['CLOSINGS_QUEUE_URL'] = `${door}${new URL(env['CLOSINGS_QUEUE_URL'] ?? door).pathname}`;

subscribe('http.client.response.finish', (message) => {
  // What the channel's documentation says it carries.
  const { response } = message as { request: ClientRequest; response: IncomingMessage };
  if (response.headers['x-chaos-die'] !== undefined) process.exit(1);
});

// After the environment is as it is to be.
const { handler: real } = (await import(new URL('./real.mjs', import.meta.url).href)) as { handler: Handler };

export const handler = async (event: Batch, context: unknown): Promise<Reply> => {
  if (event.Records === undefined) return real(event, context);
  const { fault, late = 0, lost = [] } = await fateOf(event.Records);
  const heard = event.Records.filter((record) => !lost.includes(idOf(record)));
  if (heard.length === 0) return { batchItemFailures: [] };
  const give = (): Promise<Reply> => real({ ...event, Records: heard }, context);
  switch (fault) {
    case 'batch given twice':
      return failedIn([await give(), await give()]);
    case 'batch given twice at once':
      return failedIn(await Promise.all([give(), give()]));
    case 'batch given late':
      await sleep(late);
      return give();
    case 'died after the batch':
      await give();
      return process.exit(1);
    case undefined:
      return give();
  }
};

/** Of two deliveries each has its own answer; what either could not settle comes again. */
function failedIn(replies: readonly Reply[]): Reply {
  const ids = replies.flatMap((reply) => (reply?.batchItemFailures ?? []).map((item) => item.itemIdentifier));
  return { batchItemFailures: [...new Set(ids)].map((itemIdentifier) => ({ itemIdentifier })) };
}

function idOf({ messageId, dynamodb }: Record): string {
  return messageId ?? dynamodb?.SequenceNumber ?? '';
}

function fateOf(records: readonly Record[]): Promise<BatchFate> {
  const told = JSON.stringify({
    function: env['AWS_LAMBDA_FUNCTION_NAME'],
    records: records.map((record) => ({
      id: idOf(record),
      about: record.body ?? JSON.stringify(record.dynamodb?.Keys),
    })),
  });
  return new Promise((resolve, reject) => {
    const asking = request(`${door}/batch`, { method: 'POST', agent }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => (text += part));
      answer.on('end', () => resolve(JSON.parse(text) as BatchFate));
    });
    asking.on('error', reject).end(told);
  });
}

import type { Surroundings } from '../../lambdas/surroundings.ts';
import { subscriptionsIn } from '../../lambdas/subscriptions.ts';
import { compile } from '../../lib/compiler/compile.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import type { Executions, Queue, Table } from '../../lib/projection/ports.ts';

const CAR = `
id: car
correlation: detail.id
events:
  Announced: { source: car }
  Sold: { source: car }
start: { on: { Announced: On sale } }
states:
  On sale: { on: { Sold: Done }, due: 15m }
  Done: { final: succeeded }
`;
export const NOW = Date.parse('2026-11-21T12:00:00.000Z');

export type Noted = { readonly level: string; readonly message: unknown };

/** Surroundings of a function whose ports are the test's; `calls` names the calls of the others in their order. */
export function surround(ports: {
  readonly table: Table;
  readonly executions?: Partial<Executions>;
  readonly queue?: Queue;
}) {
  const calls: string[] = [];
  const notes: Noted[] = [];
  const note =
    (level: string) =>
    (message: unknown): void => {
      notes.push({ level, message });
    };
  const refuse = (name: string) => () => Promise.reject(new Error(`${name} was not expected`));
  const { choreography } = parseDefinition(CAR);
  if (choreography === undefined) throw new Error('The choreography is broken.');
  const around: Surroundings = {
    environment: {
      prefix: 'watch-',
      stateMachineArnPrefix: 'arn:aws:states:eu-west-1:1:stateMachine:watch-',
    },
    subscriptions: subscriptionsIn(JSON.parse(JSON.stringify([compile(choreography).subscription]))),
    ports: {
      table: ports.table,
      executions: {
        start: refuse('start'),
        describe: refuse('describe'),
        history: refuse('history'),
        result: refuse('result'),
        succeed: refuse('succeed'),
        fail: refuse('fail'),
        ...ports.executions,
      },
      queue: ports.queue ?? { send: refuse('send') },
    },
    copies: {
      later(queue, body, delay, firstSentAt) {
        calls.push(`later ${queue} ${body} ${delay}, first sent ${(NOW - firstSentAt) / 1000} s ago`);
        return Promise.resolve();
      },
    },
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    clock: () => NOW,
    random: () => 0.5,
  };
  return { around, calls, notes };
}

/** A message as Lambda gets it from a queue. */
export function sqsRecord(queue: string, body: unknown, messageId = 'm1') {
  return {
    messageId,
    receiptHandle: 'r',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: String(NOW - 2000),
      SenderId: 's',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-west-1:1:${queue}`,
    awsRegion: 'eu-west-1',
  };
}

export function envelope(name: string, id: unknown, eventId: string) {
  return {
    version: '0',
    id: eventId,
    source: 'car',
    'detail-type': name,
    time: '2026-11-21T11:59:59Z',
    account: '1',
    region: 'eu-west-1',
    resources: [],
    detail: { id },
  };
}

/** How each of the functions that work on instances is set to work on one. */
import { HOUR, isoOf } from '../../lib/projection/instants.ts';
import { nameOf } from '../../lib/projection/trigger.ts';
import { BEFORE_ALL } from '../../lib/projection/generation.ts';
import { IDENTITY, type Instances } from './instances.ts';
import type { Ended, StillCloud } from './still-cloud.ts';

export const WORKERS = ['starter', 'resumer', 'closer', 'sweeper'] as const;
export type WorkerName = (typeof WORKERS)[number];

export type Worker = {
  /** By this name it finds what it has left unfinished itself. */
  readonly by: string;
  work(of: Instances, correlationId: string): Promise<Ended>;
};

export function workersIn(still: StillCloud): Readonly<Record<WorkerName, Worker>> {
  const { invoke, prefix, cloud } = still;
  const { now } = cloud;
  const byEvent = nameOf({ kind: 'look', instance: '', identity: IDENTITY, putBack: 0 });
  const looking = (name: string, queue: string): Worker => ({
    by: byEvent,
    work: (of, correlationId) =>
      look(still, { name, queue: `${of.choreography}-${queue}` }, lookAt(of, correlationId, now() - HOUR)),
  });
  return {
    starter: looking('starter', 'start'),
    resumer: looking('resumer', 'events'),
    closer: {
      by: nameOf({ kind: 'close', instance: '', generation: BEFORE_ALL }),
      work: (of, correlationId) => ofClosings(still, oldEnd(of, correlationId, now())),
    },
    sweeper: { by: byEvent, work: () => invoke(`${prefix}sweeper`, {}) },
  };
}

export function lookAt(of: Instances, correlationId: string, at: number, name = of.start) {
  return { instance: of.instance(correlationId), identity: IDENTITY, name, putBack: 0, at: isoOf(at) };
}

/** The closer is told that an execution has ended. */
export function ofClosings({ invoke, prefix }: StillCloud, detail: object): Promise<Ended> {
  return invoke(`${prefix}closer`, messages(`${prefix}closings`, { detail }));
}

export function look(
  { invoke, prefix }: StillCloud,
  { name, queue }: { readonly name: string; readonly queue: string },
  at: object,
): Promise<Ended> {
  return invoke(`${prefix}${name}`, messages(`${prefix}${queue}`, { look: at }));
}

/** As Lambda hands over one message of a queue. */
function messages(queue: string, body: object) {
  return {
    Records: [
      {
        ...{ messageId: 'message', receiptHandle: 'handle', body: JSON.stringify(body) },
        ...{
          attributes: { SentTimestamp: '0' },
          messageAttributes: {},
          eventSource: 'aws:sqs',
          awsRegion: 'us-east-1',
        },
        eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
      },
    ],
  };
}

/** The end of an execution before the one that runs: it closes nothing, and what is left is seen to. */
function oldEnd({ stateMachineArn, inputOf }: Instances, correlationId: string, now: number) {
  return {
    ...{ stateMachineArn, name: correlationId, status: 'SUCCEEDED', stopDate: now, redriveCount: 0 },
    ...{ input: JSON.stringify({ ...inputOf(correlationId), run: 0 }), output: '{"state":"before"}' },
  };
}

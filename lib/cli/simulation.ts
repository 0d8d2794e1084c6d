/** Plays a file of events through the semantics in virtual time: no cloud, no waiting. */
import { recognise } from '../projection/event.ts';
import type { Occurrence } from '../projection/messages.ts';
import { partitionOf } from '../projection/situation.ts';
import { subscriptionOf } from '../compiler/subscription.ts';
import type { Choreography } from '../definition/model.ts';
import { UNBORN, type Arrival, type Life } from '../semantics/lived.ts';
import { planOf } from '../semantics/plan-of.ts';
import { detailAt } from './dated.ts';
import type { EventFile, FileEvent } from './event-file.ts';
import { nearEvent } from './near-event.ts';
import { SimulatedLife, type LivedEntry } from './simulated-life.ts';

export type SimulatedInstance = { readonly correlationId: string; readonly life: Life };

export type SimulatedEntry = LivedEntry & { readonly correlationId: string };

/** An event that concerns no instance: not one of the vocabulary, without a correlation id, or of two names. */
export type Astray = { readonly at: number; readonly event: FileEvent; readonly why: string };

export type Simulation = {
  /** Epoch milliseconds of the first event. */
  readonly begin: number;
  readonly entries: readonly SimulatedEntry[];
  readonly astray: readonly Astray[];
  readonly instances: readonly SimulatedInstance[];
};

/** The clock begins with the first event's `time`, otherwise here: the same file always gives the same result. */
const BEGIN = Date.UTC(2026, 0, 1);

/** @throws UserError where the machine performs a task that the file gives no answer for. */
export async function simulate(
  choreography: Choreography,
  { events, tasks }: EventFile,
): Promise<Simulation> {
  const subscription = subscriptionOf(choreography);
  const plan = planOf(choreography);
  const begin = Date.parse(events[0]?.time ?? '') || BEGIN;
  const lives = new Map<string, SimulatedLife>();
  const astray: Astray[] = [];
  let at = begin;
  for (const [index, event] of events.entries()) {
    const recognised = await recognise(envelopeOf(event, index, at), subscription, at);
    if (recognised.kind === 'unknown')
      astray.push({ at, event, why: recognised.message + nearEvent(event, choreography.events) });
    if (recognised.kind === 'deviation') astray.push({ at, event, why: whyOf(recognised.row) });
    for (const { instance, event: occurrence } of recognised.kind === 'events' ? recognised.events : []) {
      const { correlationId } = partitionOf(instance);
      const life = lives.get(correlationId) ?? new SimulatedLife(plan, correlationId, tasks, UNBORN);
      lives.set(correlationId, life);
      await life.receive(arrivalOf(choreography, occurrence, at));
    }
    at += event.wait * 1000;
  }
  for (const life of lives.values()) await life.pass(at);
  const entries = [...lives].flatMap(([correlationId, life]) =>
    life.entries.map((entry) => ({ ...entry, correlationId })),
  );
  const instances = [...lives].map(([correlationId, { life }]) => ({ correlationId, life }));
  return { begin, entries: entries.sort((a, b) => a.at - b.at), astray, instances };
}

function envelopeOf(event: FileEvent, index: number, at: number) {
  return {
    version: '0',
    id: `event-${index + 1}`,
    'detail-type': event.detailType,
    source: event.source,
    account: '000000000000',
    time: event.time ?? new Date(at).toISOString(),
    region: 'us-east-1',
    resources: [],
    detail: detailAt(event, at),
  };
}

function whyOf(row: object): string {
  return 'reason' in row ? String(row.reason) : 'It concerns no instance.';
}

function arrivalOf(
  { events }: Choreography,
  { name, identity, time, payload }: Occurrence,
  at: number,
): Arrival {
  const declared = events.find((event) => event.name === name);
  if (declared === undefined) throw new Error(`"${name}" is not declared`);
  const { hold, settle, stale, unexpected } = declared;
  return {
    name,
    identity,
    time: Date.parse(time),
    receivedAt: at,
    ...{ hold, settle, stale, unexpected },
    payload: JSON.parse(payload),
  };
}

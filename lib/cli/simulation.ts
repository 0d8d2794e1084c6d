/** Plays a file of events through the semantics in virtual time: no cloud, no waiting. */
import { recognise } from '../projection/event.ts';
import { guardsThatHold } from '../projection/guards.ts';
import type { Occurrence } from '../projection/messages.ts';
import { partitionOf } from '../projection/situation.ts';
import { subscriptionOf } from '../compiler/subscription.ts';
import type { Choreography } from '../definition/model.ts';
import type { SubscribedEvent, Subscription } from '../definition/wire.ts';
import { pass, receive, UNBORN, type Arrival, type Entry, type Life } from '../semantics/life.ts';
import type { FileEvent } from './event-file.ts';

export type SimulatedInstance = { readonly correlationId: string; readonly life: Life };

export type SimulatedEntry = Entry & { readonly correlationId: string };

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

export async function simulate(
  choreography: Choreography,
  events: readonly FileEvent[],
): Promise<Simulation> {
  const subscription = subscriptionOf(choreography);
  const begin = Date.parse(events[0]?.time ?? '') || BEGIN;
  const lives = new Map<string, Life>();
  const entries: SimulatedEntry[] = [];
  const astray: Astray[] = [];
  let at = begin;
  for (const [index, event] of events.entries()) {
    const recognised = await recognise(envelopeOf(event, index, at), subscription, at);
    if (recognised.kind === 'unknown') astray.push({ at, event, why: recognised.message });
    if (recognised.kind === 'deviation') astray.push({ at, event, why: whyOf(recognised.row) });
    for (const { instance, event: occurrence } of recognised.kind === 'events' ? recognised.events : []) {
      const { correlationId } = partitionOf(instance);
      const arrival = await arrivalOf(choreography, subscription, occurrence, correlationId, at);
      const lived = receive(choreography, lives.get(correlationId) ?? UNBORN, arrival);
      lives.set(correlationId, lived.life);
      entries.push(...lived.entries.map((entry) => ({ ...entry, correlationId })));
    }
    at += event.wait * 1000;
  }
  for (const [correlationId, life] of lives) {
    const lived = pass(choreography, life, at);
    lives.set(correlationId, lived.life);
    entries.push(...lived.entries.map((entry) => ({ ...entry, correlationId })));
  }
  const instances = [...lives].map(([correlationId, life]) => ({ correlationId, life }));
  return { begin, entries: entries.sort((a, b) => a.at - b.at), astray, instances };
}

function envelopeOf({ source, detailType, detail, time }: FileEvent, index: number, at: number) {
  return {
    version: '0',
    id: `event-${index + 1}`,
    'detail-type': detailType,
    source,
    account: '000000000000',
    time: time ?? new Date(at).toISOString(),
    region: 'us-east-1',
    resources: [],
    detail,
  };
}

function whyOf(row: object): string {
  return 'reason' in row ? String(row.reason) : 'It concerns no instance.';
}

async function arrivalOf(
  choreography: Choreography,
  subscription: Subscription,
  occurrence: Occurrence,
  correlationId: string,
  at: number,
): Promise<Arrival> {
  const { name, identity, time, hold, payload } = occurrence;
  const guards = guardsFor(choreography, name);
  const holding = new Set(
    await guardsThatHold(guards.map((guard) => ({ key: guard, guard, payload, time, correlationId }))),
  );
  const policy = subscription.events.find((event: SubscribedEvent) => event.name === name)?.unexpected;
  return {
    name,
    identity,
    time: Date.parse(time),
    receivedAt: at,
    hold,
    unexpected: policy ?? 'fail',
    holds: (guard) => holding.has(guard),
  };
}

/** Every guard that any state, or the start, has for this event. */
function guardsFor({ start, states }: Choreography, name: string): readonly string[] {
  const handlers = [...start, ...states.flatMap((state) => (state.kind === 'final' ? [] : state.on))];
  const branches = handlers.filter(({ event }) => event === name).flatMap((handler) => handler.branches);
  return [...new Set(branches.flatMap(({ guard }) => guard ?? []))];
}

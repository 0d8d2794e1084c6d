/** What one read of the partition shows, in the terms in which the rules are said. */
import type { UnexpectedPolicy } from '../definition/model.ts';
import { hashOf } from '../definition/hash.ts';
import type { Subscription } from '../definition/wire.ts';
import { BEFORE_ALL, compareGenerations } from './generation.ts';
import type { Generation } from './generation.ts';
import { millisOf } from './instants.ts';
import type { EventRow, HeldEvent, InstanceRow, Row, SentEvent, WaitingRow } from './rows.ts';
import { newlyHeld } from './statuses.ts';
import type { Partition } from './statuses.ts';
import { ownIdentity } from './trigger.ts';
import type { Trigger } from './trigger.ts';

export type Situation = {
  readonly trigger: Trigger;
  readonly subscription: Subscription;
  readonly now: number;
  readonly instance: InstanceRow | undefined;
  readonly events: readonly EventRow[];
  /** By key, which begins with the path of the region. */
  readonly waits: readonly WaitingRow[];
  /** The trigger's event, where it has no row yet. */
  readonly fresh: HeldEvent | undefined;
  /** The trigger's event, where it has one. */
  readonly own: EventRow | undefined;
};

export function situationOf(
  trigger: Trigger,
  rows: readonly Row[],
  subscription: Subscription,
  now: number,
): Situation {
  const events = rows.filter((row) => row.kind === 'event');
  const identity = ownIdentity(trigger);
  const own = events.find((row) => row.identity === identity);
  const event = trigger.kind === 'event' && own === undefined ? trigger.event : undefined;
  return {
    trigger,
    subscription,
    now,
    instance: rows.find((row) => row.kind === 'instance'),
    events,
    waits: rows.filter((row) => row.kind === 'wait').sort(byKey),
    fresh: event === undefined ? undefined : newlyHeld(partitionOf(trigger.instance), event, now),
    own,
  };
}

/** Of several waits that an event could go to the first one takes it: everybody must see the same first. */
function byKey(a: WaitingRow, b: WaitingRow): number {
  return a.key < b.key ? -1 : 1;
}

/** The choreography's id is kebab-case, so the first `#` ends it. */
export function partitionOf(instance: string): Partition {
  const end = instance.indexOf('#');
  return { instance, choreography: instance.slice(0, end), correlationId: instance.slice(end + 1) };
}

/** INSTANCE absent counts as run 0, closed. */
export function instanceGeneration({ instance }: Pick<Situation, 'instance'>): Generation {
  return instance ?? BEFORE_ALL;
}

/** The newest of INSTANCE and the waits: the only one whose waits count. */
export function newestGeneration(situation: Pick<Situation, 'instance' | 'waits'>): Generation {
  const older = (a: Generation, b: Generation) => (compareGenerations(a, b) < 0 ? b : a);
  return situation.waits.reduce<Generation>(older, instanceGeneration(situation));
}

export function currentWaits(situation: Pick<Situation, 'instance' | 'waits'>): readonly WaitingRow[] {
  const newest = newestGeneration(situation);
  return situation.waits.filter((wait) => compareGenerations(wait, newest) === 0);
}

export function freeWaits(waits: readonly WaitingRow[], situation: Situation): readonly WaitingRow[] {
  return waits.filter((wait) => isFree(wait, situation));
}

/** Free while no event names its token. */
export function isFree(wait: WaitingRow, { events }: Situation): boolean {
  const hash = hashOf(wait.token);
  return !events.some((event) => takes(event, hash));
}

function takes(event: EventRow, hash: string): boolean {
  if (event.status === 'sent') return event.mark.kind !== 'start' && event.mark.waitHash === hash;
  return (event.status === 'consumed' || event.status === 'unexpected') && event.waitHash === hash;
}

/** Whether `event` was taken as what the member's wait was there for. */
export function tookMember(event: EventRow, wait: WaitingRow): boolean {
  if (event.name !== wait.member || event.status === 'unexpected') return false;
  if (event.status === 'sent' && event.mark.kind !== 'deliver') return false;
  return takes(event, hashOf(wait.token));
}

export function heldEvents({ events }: Situation): readonly HeldEvent[] {
  return [...events.filter((event) => event.status === 'held')].sort(byAge);
}

export function sentEvents({ events }: Situation): readonly SentEvent[] {
  return [...events.filter((event) => event.status === 'sent')].sort(byAge);
}

/** By the choreography's time, then by arrival; the identity only so that everybody sees the same order. */
export function byAge(a: EventRow, b: EventRow): number {
  return (
    millisOf(a.time) - millisOf(b.time) ||
    millisOf(a.receivedAt) - millisOf(b.receivedAt) ||
    (a.identity < b.identity ? -1 : 1)
  );
}

/** Not before it may be delivered. */
export function holdEnd(row: HeldEvent): number {
  return Math.max(millisOf(row.receivedAt) + row.hold, settleEnd(row));
}

/** Until then an older one, still on its way, can overtake it. */
export function settleEnd(row: HeldEvent): number {
  return millisOf(row.receivedAt) + (row.settle ?? 0);
}

/** Not by the clock where there is nothing to wait for: another function's may go ahead of this one's. */
export function isSettled(row: HeldEvent, { now }: Situation): boolean {
  return row.settle === undefined || settleEnd(row) <= now;
}

/** A look at the event as it is now; one from before it was put back counts as an event message. */
export function looksAt({ trigger }: Situation, row: EventRow): boolean {
  return trigger.kind === 'look' && trigger.identity === row.identity && trigger.putBack === row.putBack;
}

/**
 * What the instance started under; only an instance that is not there goes by what is deployed. An event that a later
 * version brought in concerns no instance of the earlier one: without, deploying would fail what runs.
 */
export function policyFor(name: string, wait: WaitingRow | undefined, of: Subscription): UnexpectedPolicy {
  if (wait !== undefined) {
    // An event may be called `constructor`.
    const policy = Object.hasOwn(wait.policies, name) ? wait.policies[name] : undefined;
    return policy ?? 'ignore';
  }
  return of.events.find((event) => event.name === name)?.unexpected ?? 'fail';
}

/** What one instance gets: the events of a scenario, and what buses, producers and people make of them. */
import { z } from 'zod';
import { detailAt } from '../../lib/cli/dated.ts';
import { fileEvent } from '../../lib/cli/event-file.ts';
import { readScenarios } from '../../lib/cli/scenarios.ts';
import type { Scenario } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import type { Envelope } from '../../lib/projection/messages.ts';
import type { Dice } from '../e2e/chaos/dice.ts';
import type { Monitored } from './monitored.ts';

export type Arrival = { readonly at: number; readonly envelope: Envelope };

export type Traffic = {
  readonly scenario: Scenario;
  readonly begin: number;
  readonly arrivals: readonly Arrival[];
  /** When the last one has come. */
  readonly end: number;
};

type Sent = { readonly happenedAt: number; readonly envelope: Envelope };

const BEGIN = Date.parse('2026-03-01T12:00:00.000Z');
const [SECOND, MINUTE, HOUR, DAY] = [1000, 60_000, 3_600_000, 86_400_000];
/** The longest that an event is late in one instance's traffic. */
const LATENESS = [0, 50, SECOND, MINUTE, 10 * MINUTE, HOUR, 2 * DAY];
/** How much longer than in the scenario the pauses are. */
const SLOWNESS = [0, 0.01, 1, 1, 1, 30, 1000, 20_000];

export function readTraffic(monitored: ReadonlyMap<string, Monitored>): (dice: Dice) => Traffic {
  const scenarios = readScenarios(CHOREOGRAPHIES).filter(({ choreography }) => monitored.has(choreography));
  return (dice) => {
    const scenario = scenarios[dice.below(scenarios.length)];
    if (scenario === undefined) throw new Error('There are no scenarios');
    const siblings = scenarios.filter(({ choreography }) => choreography === scenario.choreography);
    const of = monitored.get(scenario.choreography);
    if (of === undefined) throw new Error(scenario.choreography);
    return trafficOf(scenario, siblings, of, dice);
  };
}

function trafficOf(scenario: Scenario, siblings: readonly Scenario[], of: Monitored, dice: Dice): Traffic {
  const slowness = SLOWNESS[dice.below(SLOWNESS.length)] ?? 1;
  const lateness = LATENESS[dice.below(LATENESS.length)] ?? 0;
  const burst = dice.chance(0.1);
  const sent = sentBy(scenario, BEGIN, slowness);
  // The same business again: for the next run, or after the end.
  if (dice.chance(of.choreography.rerun ? 0.5 : 0.05)) {
    const last = sent.at(-1)?.happenedAt ?? BEGIN;
    sent.push(...sentBy(scenario, last + dice.below(2 * HOUR), slowness).map((each) => again(each, of)));
  }
  if (dice.chance(0.03)) sent.splice(0, 1);
  for (let strangers = dice.chance(0.15) ? 1 + dice.below(2) : 0; strangers > 0; strangers -= 1)
    sent.push(stranger(scenario, siblings, sent.at(-1)?.happenedAt ?? BEGIN, strangers, dice));
  const arrivals: Arrival[] = [];
  for (const one of sent) {
    const base = burst ? BEGIN : one.happenedAt;
    const late = (): number => (dice.chance(0.5) ? 0 : dice.below(1 + lateness));
    const first = base + late() + dice.below(30);
    arrivals.push({ at: first, envelope: one.envelope });
    arrivals.push(...repeatsOf(one, of, first, dice));
  }
  arrivals.sort((a, b) => a.at - b.at);
  return { scenario, begin: BEGIN, arrivals, end: arrivals.at(-1)?.at ?? BEGIN };
}

/** The same envelope, up to ten times, at once or later; or the producer's own retry with a new one. */
function repeatsOf({ envelope }: Sent, of: Monitored, first: number, dice: Dice): readonly Arrival[] {
  const repeats: Arrival[] = [];
  if (dice.chance(0.25)) {
    const most = dice.chance(0.1) ? 10 : 2;
    for (let copies = 1 + dice.below(most); copies > 0; copies -= 1)
      repeats.push({ at: first + dice.below(dice.chance(0.5) ? 20 : HOUR), envelope });
  }
  if (hasOwnIdentity(of, envelope) && dice.chance(0.2)) {
    const id = `${String(envelope['id'])}-retried`;
    repeats.push({ at: first + dice.below(MINUTE), envelope: { ...envelope, id } });
  }
  return repeats;
}

function declarationOf({ choreography }: Monitored, envelope: Envelope) {
  return choreography.events.find(({ name, pattern }) => {
    const { 'detail-type': types } = pattern;
    return Array.isArray(types) ? types.includes(envelope['detail-type']) : name === envelope['detail-type'];
  });
}

const IN_DETAIL = /^detail\.(\w+)$/;

function hasOwnIdentity(of: Monitored, envelope: Envelope): boolean {
  return IN_DETAIL.test(declarationOf(of, envelope)?.identity ?? '');
}

/** Another event of the same kind: whatever makes it itself is new. */
function again({ happenedAt, envelope }: Sent, of: Monitored): Sent {
  const [, field] = IN_DETAIL.exec(declarationOf(of, envelope)?.identity ?? '') ?? [];
  const id = `${String(envelope['id'])}-again`;
  const detail = z.record(z.string(), z.unknown()).parse(envelope['detail']);
  const own = field === undefined ? undefined : detail[field];
  // Without a text there the envelope's own id is what makes it itself.
  if (field === undefined || typeof own !== 'string') return { happenedAt, envelope: { ...envelope, id } };
  return { happenedAt, envelope: { ...envelope, id, detail: { ...detail, [field]: `${own}-again` } } };
}

/** An event of the vocabulary that another story has at its place. */
function stranger(
  scenario: Scenario,
  siblings: readonly Scenario[],
  last: number,
  number: number,
  dice: Dice,
): Sent {
  const other = siblings[dice.below(siblings.length)] ?? scenario;
  const at = BEGIN + dice.below(1 + last - BEGIN);
  const own = scenario.correlationId.split('|');
  let text = JSON.stringify(other.events.filter(({ publisher }) => publisher === undefined));
  for (const [index, part] of other.correlationId.split('|').entries())
    text = text.replaceAll(JSON.stringify(part), JSON.stringify(own[index] ?? part));
  const events = z.array(fileEvent).parse(JSON.parse(text));
  const event = events[dice.below(events.length)];
  if (event === undefined) throw new Error(`"${other.title}" has no events`);
  return { happenedAt: at, envelope: envelopeOf(event, `stranger-${number}`, at) };
}

/** What the monitor itself publishes it publishes here, too. */
function sentBy({ events }: Scenario, begin: number, slowness: number): Sent[] {
  let at = begin;
  return events.flatMap((event, index): Sent[] => {
    const happenedAt = at;
    at += Math.min(event.wait * SECOND * (event.wait < 60 ? slowness : 1), 120 * DAY);
    if (event.publisher !== undefined) return [];
    return [{ happenedAt, envelope: envelopeOf(event, `event-${index + 1}`, happenedAt) }];
  });
}

function envelopeOf(event: z.infer<typeof fileEvent>, id: string, at: number): Envelope {
  return {
    version: '0',
    id,
    'detail-type': event.detailType,
    source: event.source,
    account: '000000000000',
    // Whole seconds, as EventBridge keeps them.
    time: event.time ?? `${new Date(at).toISOString().slice(0, 19)}Z`,
    region: 'eu-central-1',
    resources: [],
    detail: detailAt(event, at),
  };
}

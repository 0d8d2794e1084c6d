/** One event after the other against a hundred rules, as a bus does it: pattern matches a second. */
import { matchesJson } from '../../lib/patterns/matches.ts';
import { readJson } from '../../lib/patterns/json.ts';
import { parsePattern } from '../../lib/patterns/parse.ts';
import { patternsPeer } from './peers.ts';

const RULES = 100;

/** What choreographies subscribe to: a source, a name, and now and then something of the detail. */
function patternOf(rule: number): { source: string[]; 'detail-type': string[]; detail?: object } {
  const plain = { source: [`service-${rule % 10}`], 'detail-type': [`Event ${rule}`] };
  switch (rule % 5) {
    case 0:
      return { ...plain, detail: { kind: [{ prefix: 'ord' }] } };
    case 1:
      return { ...plain, detail: { total: [{ numeric: ['>=', 100] }], country: [{ 'anything-but': 'XX' }] } };
    default:
      return plain;
  }
}

type Entry = { readonly Source: string; readonly DetailType: string; readonly Detail: string };

function entryOf(number: number): Entry {
  const detail = {
    id: `order-${number}`,
    kind: number % 2 === 0 ? 'order' : 'offer',
    total: number % 300,
    country: 'DE',
    customer: { id: `customer-${number}`, name: 'Ada Lovelace', city: 'London' },
  };
  const rule = number % RULES;
  return {
    Source: `service-${rule % 10}`,
    DetailType: `Event ${rule}`,
    Detail: JSON.stringify(detail),
  };
}

export type Matched = { readonly perSecond: number; readonly hits: number };

/** `events`: so many, each against all rules. */
function measured(events: number, hitsOf: (entry: Entry) => number): Matched {
  let hits = 0;
  const begun = performance.now();
  for (let number = 0; number < events; number += 1) hits += hitsOf(entryOf(number));
  return { perSecond: (events * RULES) / ((performance.now() - begun) / 1000), hits };
}

/** Reading the event's text is in it, once for all rules. */
export function ourMatches(events: number): Matched {
  const patterns = Array.from({ length: RULES }, (_, rule) => {
    const parsed = parsePattern(JSON.stringify(patternOf(rule)));
    if (parsed.kind !== 'pattern') throw new Error('The pattern is refused.');
    return parsed.pattern;
  });
  return measured(events, ({ Source, DetailType, Detail }) => {
    const [source, name] = [JSON.stringify(Source), JSON.stringify(DetailType)];
    const read = readJson(`{"source":${source},"detail-type":${name},"detail":${Detail}}`);
    if (read.kind !== 'json') throw new Error('The event is refused.');
    return patterns.filter((pattern) => matchesJson(pattern, read.node)).length;
  });
}

export function peerMatches(events: number): Matched {
  const peer = patternsPeer();
  const subscribers = Array.from({ length: RULES }, (_, rule) => ({
    functionKey: `rule-${rule}`,
    event: { pattern: patternOf(rule) },
  }));
  return measured(
    events,
    (entry) => subscribers.filter((subscriber) => peer.verifyIsSubscribed(subscriber, entry)).length,
  );
}

/** What a test expects of an instance, and what is otherwise. */
import { isDeepStrictEqual } from 'node:util';
import { instantFrom } from '../../expressions/instants.ts';
import { parseDuration } from '../../definition/duration.ts';
import type { Json } from '../../local/service.ts';
import type { Seen } from './seen.ts';

/** Only what is named is compared. */
export type Expectation = {
  /** The correlation id of whom it is about. @default whom the last event concerned */
  readonly id?: string;
  /** Where several choreographies are given. @default that of the last event */
  readonly choreography?: string;
  /** With regions one for each, in any order. */
  readonly state?: string | readonly string[];
  /** Of a forEach: from the items' keys to their states; all of them. */
  readonly items?: { readonly [key: string]: string };
  /** How it ended, or that it goes on. */
  readonly ended?: 'succeeded' | 'failed' | false;
  readonly error?: string;
  readonly cause?: string;
  /** The names given; `undefined`: it has none of that name. */
  readonly context?: { readonly [name: string]: Json | undefined };
  readonly labels?: { readonly [name: string]: string | number | boolean | undefined };
  /** All events that are awaited, in any order. */
  readonly awaits?: readonly string[];
  /** All events that wait for their turn, in their order. */
  readonly held?: readonly string[];
  /** Soft deadlines: state → a duration from now, or an instant; all of them. */
  readonly dues?: { readonly [state: string]: string };
  /** The next hard deadline: a duration from now, or an instant. */
  readonly deadline?: string;
  /** States reported as overdue since the `then` before. */
  readonly overdue?: readonly string[];
  /** `unexpected Order Paid`: all since the \`then\` before. */
  readonly deviations?: readonly string[];
  /** `publish Order Shipped`, or `{ 'publish Order Shipped': { id: '1' } }`: all since the \`then\` before. */
  readonly actions?: readonly (string | { readonly [what: string]: Json })[];
  readonly run?: number;
};

/** What was there at the `then` before: lists only grow. */
export type Before = Pick<Seen, 'overdue' | 'deviations' | 'actions'>;

export const NOTHING_BEFORE: Before = { overdue: [], deviations: [], actions: [] };

export type Difference = { readonly what: string; readonly expected: unknown; readonly actual: unknown };

type Aspect = Exclude<keyof Expectation, 'id' | 'choreography'>;
type Compare = (expected: never, seen: Seen, since: Before, now: number) => readonly Difference[];
type Comparisons = {
  readonly [Name in Aspect]: (
    expected: NonNullable<Expectation[Name]>,
    seen: Seen,
    since: Before,
    now: number,
  ) => readonly Difference[];
};

const COMPARISONS: Comparisons = {
  state: (expected, { states }) =>
    typeof expected === 'string'
      ? same('state', expected, states.length === 1 ? states[0] : states.length === 0 ? undefined : states)
      : same('state', expected.toSorted(), states.toSorted()),
  items: (expected, { items }) => same('items', expected, items),
  ended: (expected, { status }) =>
    same('ended', expected, status === 'succeeded' || status === 'failed' ? status : false),
  error: (expected, { error }) => same('error', expected, error),
  cause: (expected, { cause }) => same('cause', expected, cause),
  context: (expected, { context }) => eachSame('context', expected, context),
  labels: (expected, { labels }) => eachSame('labels', expected, labels),
  awaits: (expected, { awaits }) => same('awaits', expected.toSorted(), awaits.toSorted()),
  held: (expected, { held }) => same('held', expected, held),
  dues: (expected, { dues }, _, now) =>
    same(
      'dues',
      Object.fromEntries(Object.entries(expected).map(([state, at]) => [state, instantOf(at, now)])),
      dues,
    ),
  deadline: (expected, { deadline }, _, now) => same('deadline', instantOf(expected, now), deadline),
  overdue: (expected, { overdue }, before) => same('overdue', expected, overdue.slice(before.overdue.length)),
  deviations: (expected, { deviations }, before) =>
    same('deviations', expected, deviations.slice(before.deviations.length)),
  actions: (expected, { actions }, before) => {
    const done = actions.slice(before.actions.length);
    const shown = done.map(({ what, with: said }, index) =>
      typeof expected[index] === 'object' ? { [what]: said } : what,
    );
    return same('actions', expected, shown);
  },
  run: (expected, { run }) => same('run', expected, run),
};

export function differencesIn(
  expectation: Expectation,
  seen: Seen,
  since: Before,
  now: number,
): readonly Difference[] {
  return aspectsIn(expectation).flatMap((name) => {
    const compare: Compare = COMPARISONS[name];
    const expected: unknown = expectation[name];
    return expected === undefined ? [] : compare(expected as never, seen, since, now);
  });
}

/** @throws where one is none of these. */
function aspectsIn(expectation: Expectation): readonly Aspect[] {
  return Object.keys(expectation).flatMap((name) => {
    if (name === 'id' || name === 'choreography') return [];
    if (isAspect(name)) return [name];
    throw new TypeError(
      `"${name}" is nothing that can be expected. Expect ${Object.keys(COMPARISONS).join(', ')}.`,
    );
  });
}

function isAspect(name: string): name is Aspect {
  return Object.hasOwn(COMPARISONS, name);
}

/** ISO 8601 with milliseconds. @throws where it is neither a duration nor an instant. */
function instantOf(text: string, now: number): string {
  const duration = parseDuration(text);
  const at = duration === undefined ? instantFrom(text) : now + duration;
  if (at === undefined) throw new TypeError(`"${text}" is neither a duration such as 2d nor an instant.`);
  return new Date(at).toISOString();
}

function same(what: string, expected: unknown, actual: unknown): readonly Difference[] {
  return isDeepStrictEqual(asJson(expected), asJson(actual)) ? [] : [{ what, expected, actual }];
}

function eachSame(what: string, expected: object, actual: object): readonly Difference[] {
  const there = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(expected).flatMap(([name, value]) => same(`${what}.${name}`, value, there.get(name)));
}

/** Without prototypes and absent fields. */
function asJson(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

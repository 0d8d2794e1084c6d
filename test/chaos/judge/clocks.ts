/**
 * Where semantics takes no time, functions do: between deciding about an event and delivering it, and before a decision is
 * answered. By so much the machine's clocks may be off, and by nothing more: here they are compared, and taken over.
 */
import type { Memory } from '../../../lib/definition/route.ts';
import type { Flow } from '../../../lib/semantics/configuration.ts';
import type { Waiting } from '../../../lib/semantics/awaited.ts';
import { standingOf } from '../../../lib/projection/standing.ts';
import { isDeepStrictEqual } from 'node:util';
import { tidied } from '../../semantics/random/pure-side.ts';
import type { Put } from './history.ts';

/** How many milliseconds earlier, and later, than in semantics an instant of the machine may be. */
export type Slack = { readonly early: number; readonly late: number };

export type Compared =
  | { readonly kind: 'same'; readonly flow: Flow; readonly outer: readonly Memory[] }
  | { readonly kind: 'different'; readonly what: string };

/** The flow at whose place the wait is, with the machine's own instants. */
export function compared(
  { flow, memories, wait, enteredAt, since }: Waiting,
  { row }: Put,
  slack: Slack,
): Compared {
  const standing = standingOf(row);
  const says = (name: string, actual: unknown, expected: unknown): Compared => ({
    kind: 'different',
    what: `"${row.state}": ${name} is ${JSON.stringify(actual)}, semantics says ${JSON.stringify(expected)}`,
  });
  if (!within(standing.since, since, slack)) return says('the put', iso(standing.since), iso(since));
  if (!within(standing.enteredAt, enteredAt, slack))
    return says('the entry', iso(standing.enteredAt), iso(enteredAt));
  const expected = tidied({ wait, memories });
  const actual = tidied({ wait: row.wait, memories: standing.memories });
  for (const [level, own] of expected.entries()) {
    const theirs = actual[level] ?? {};
    const known = { ...theirs, clocks: clocksIn(theirs, own) };
    if (!isAlike(known, { ...own, clocks: clocksIn(own, theirs) }, slack))
      return says('the memory', theirs, own);
  }
  const adopted = memories.map((memory, level) => adoptedBy(memory, standing.memories[level] ?? {}));
  return {
    kind: 'same',
    flow: {
      ...flow,
      since: standing.since,
      enteredAt: standing.enteredAt,
      memory: adopted.at(-1) ?? flow.memory,
    },
    outer: adopted.slice(0, -1),
  };
}

/** Clocks that stand over nothing that is active may still lie in either memory: nobody reads them. */
function clocksIn({ clocks = {} }: Memory, { clocks: others = {} }: Memory) {
  return Object.fromEntries(Object.entries(clocks).filter(([id]) => Object.hasOwn(others, id)));
}

function adoptedBy(own: Memory, { clocks = {}, items }: Memory): Memory {
  return {
    ...own,
    ...(own.clocks !== undefined && { clocks: { ...own.clocks, ...clocks } }),
    ...(own.items !== undefined && own.items !== null && items !== undefined && items !== null && { items }),
  };
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

function isAlike(actual: unknown, expected: unknown, slack: Slack): boolean {
  if (
    typeof actual === 'string' &&
    typeof expected === 'string' &&
    INSTANT.test(actual) &&
    INSTANT.test(expected)
  )
    return within(Date.parse(actual), Date.parse(expected), slack);
  if (typeof actual !== 'object' || typeof expected !== 'object' || actual === null || expected === null)
    return isDeepStrictEqual(actual, expected);
  const [one, other] = [new Map(Object.entries(actual)), new Map(Object.entries(expected))];
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].every((name) => isAlike(one.get(name), other.get(name), slack));
}

function within(actual: number, expected: number, { early, late }: Slack): boolean {
  return actual >= expected - early && actual <= expected + late;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

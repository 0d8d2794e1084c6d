/**
 * The expressions of random choreographies, each with a function that gives what jsonata gives: an interpreter in
 * tests is then asked and answered without a wait. `expressions.test.ts` holds them against jsonata.
 */
import type { Evaluated } from '../../../lib/expressions/evaluate.ts';
import type { Question } from '../../../lib/semantics/deciding.ts';

export const CORRELATION_ID = '1';

type Seen = {
  /** The event's detail. */
  readonly detail: Fields;
  /** An item of a list, where it is the root. */
  readonly root: Fields;
  readonly context: Fields;
  readonly item: Fields;
  readonly items: Fields;
  readonly result: Fields;
  readonly now: number;
};
type Fields = { readonly [name: string]: unknown };
type Answer = (seen: Seen) => unknown;

/** What an expression throws. */
class Failure extends Error {}

function equal(a: unknown, b: unknown): boolean {
  return a !== undefined && b !== undefined && a === b;
}

function greater(a: unknown, b: unknown): boolean | undefined {
  for (const side of [a, b]) {
    if (side !== undefined && typeof side !== 'string' && typeof side !== 'number') throw new Failure();
  }
  if (a === undefined || b === undefined) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return a > b;
  if (typeof a === 'string' && typeof b === 'string') return a > b;
  throw new Failure();
}

function numeric(a: unknown, b: unknown, operate: (a: number, b: number) => number): number | undefined {
  for (const side of [a, b]) if (side !== undefined && typeof side !== 'number') throw new Failure();
  return typeof a === 'number' && typeof b === 'number' ? operate(a, b) : undefined;
}

const plus = (a: unknown, b: unknown) => numeric(a, b, (left, right) => left + right);
const times = (a: unknown, b: unknown) => numeric(a, b, (left, right) => left * right);

/** JSONata leaves out of an object what has no value. */
function object(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

const EVENT_GUARDS: Readonly<Record<string, Answer>> = {
  'detail.v = 1': ({ detail }) => equal(detail['v'], 1),
  'detail.v = 2': ({ detail }) => equal(detail['v'], 2),
  'detail.v > $context.x': ({ detail, context }) => greater(detail['v'], context['x']),
  'detail.v = $context.y': ({ detail, context }) => equal(detail['v'], context['y']),
};

/** Told apart by these, two regions may await the same event. */
const REGION_GUARDS: Readonly<Record<string, Answer>> = {
  'detail.r = 0': ({ detail }) => equal(detail['r'], 0),
  'detail.r = 1': ({ detail }) => equal(detail['r'], 1),
};

const PLAIN_GUARDS: Readonly<Record<string, Answer>> = {
  '$context.x = 1': ({ context }) => equal(context['x'], 1),
  '$context.x > 1': ({ context }) => greater(context['x'], 1),
  '$context.y = 2': ({ context }) => equal(context['y'], 2),
  '$exists($context.z)': ({ context }) => context['z'] !== undefined,
  // No value that is `true`.
  '$context.x': ({ context }) => context['x'],
};

const RESULT_GUARDS: Readonly<Record<string, Answer>> = {
  '$result.v = 1': ({ result }) => equal(result['v'], 1),
  '$result.x = $context.x': ({ result, context }) => equal(result['x'], context['x']),
  '$result.Error = "Broken"': ({ result }) => equal(result['Error'], 'Broken'),
};

const ITEM_GUARDS: Readonly<Record<string, Answer>> = {
  '$item.v = 1': ({ item }) => equal(item['v'], 1),
  '$item.v > $context.x': ({ item, context }) => greater(item['v'], context['x']),
  '$exists($items.b)': ({ items }) => items['b'] !== undefined,
};

const ITEMS_GUARDS: Readonly<Record<string, Answer>> = {
  '$exists($items.c)': ({ items }) => items['c'] !== undefined,
  '$items.a = $items.b': ({ items }) => equal(items['a'], items['b']),
};

const EVENT_VALUES: Readonly<Record<string, Answer>> = {
  'detail.v': ({ detail }) => detail['v'],
  'detail.v + $context.x': ({ detail, context }) => plus(detail['v'], context['x']),
};

const PLAIN_VALUES: Readonly<Record<string, Answer>> = {
  '1': () => 1,
  '2': () => 2,
  '"a"': () => 'a',
  '$context.x + 1': ({ context }) => plus(context['x'], 1),
  '$context.y': ({ context }) => context['y'],
};

const RESULT_VALUES: Readonly<Record<string, Answer>> = { '$result.v': ({ result }) => result['v'] };
const ITEM_VALUES: Readonly<Record<string, Answer>> = { '$item.v': ({ item }) => item['v'] };

const DELAYS: Readonly<Record<string, Answer>> = {
  '$context.x * 1500': ({ context }) => times(context['x'], 1500),
  '"PT3S"': () => 'PT3S',
  '$context.y': ({ context }) => context['y'],
};

const INSTANTS: Readonly<Record<string, Answer>> = {
  '"2026-11-21T10:00:07.500Z"': () => '2026-11-21T10:00:07.500Z',
  '1795255200000 + $context.x * 4000': ({ context }) => plus(1795255200000, times(context['x'], 4000)),
  '$millis() + 2000': ({ now }) => now + 2000,
};

const EVENT_DETAILS: Readonly<Record<string, Answer>> = {
  '{"id": $id, "v": detail.v}': ({ detail }) => object({ id: CORRELATION_ID, v: detail['v'] }),
};

const PLAIN_DETAILS: Readonly<Record<string, Answer>> = {
  '{"id": $id}': () => ({ id: CORRELATION_ID }),
  '{"x": $context.x}': ({ context }) => object({ x: context['x'] }),
  '{"sum": $context.x + $context.y}': ({ context }) => object({ sum: plus(context['x'], context['y']) }),
};

const TEXTS: Readonly<Record<string, Answer>> = {
  '"x is " & $string($context.x)': ({ context }) => `x is ${textOf(context['x'])}`,
  '"x is now " & $string($context.x)': ({ context }) => `x is now ${textOf(context['x'])}`,
};

/** What a forEach asks for. */
const LISTS: Readonly<Record<string, Answer>> = {
  '[{"k": "a", "v": 1}, {"k": "b", "v": 2}]': () => [
    { k: 'a', v: 1 },
    { k: 'b', v: 2 },
  ],
  '$context.list': ({ context }) => context['list'],
};
const KEYS: Readonly<Record<string, Answer>> = {
  '$item.k': ({ item }) => item['k'],
  k: ({ root }) => root['k'],
};
const MATCHES: Readonly<Record<string, Answer>> = { 'detail.k': ({ detail }) => detail['k'] };

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const sources = (table: object): readonly string[] => Object.keys(table);

export const GUARDS = {
  event: [...sources(EVENT_GUARDS), ...sources(PLAIN_GUARDS)],
  plain: sources(PLAIN_GUARDS),
  result: [...sources(RESULT_GUARDS), ...sources(PLAIN_GUARDS)],
  itemEvent: [...sources(ITEM_GUARDS), ...sources(EVENT_GUARDS)],
  item: [...sources(ITEM_GUARDS), ...sources(PLAIN_GUARDS)],
  items: [...sources(ITEMS_GUARDS), ...sources(PLAIN_GUARDS)],
} as const;

export const VALUES = {
  event: [...sources(EVENT_VALUES), ...sources(PLAIN_VALUES)],
  plain: sources(PLAIN_VALUES),
  result: [...sources(RESULT_VALUES), ...sources(PLAIN_VALUES)],
  itemEvent: [...sources(ITEM_VALUES), ...sources(EVENT_VALUES)],
  item: [...sources(ITEM_VALUES), ...sources(PLAIN_VALUES)],
  items: sources(PLAIN_VALUES),
} as const;

export const DETAILS = {
  event: [...sources(EVENT_DETAILS), ...sources(PLAIN_DETAILS)],
  plain: sources(PLAIN_DETAILS),
} as const;

export const MOMENTS = { delays: sources(DELAYS), instants: sources(INSTANTS) } as const;
export const [CAUSE = '', NOTICE = ''] = sources(TEXTS);

/** What is evaluated only to be said. */
export const SAID: ReadonlySet<string> = new Set([...DETAILS.event, NOTICE]);
export const EACH = { lists: sources(LISTS), keys: sources(KEYS), match: sources(MATCHES)[0] ?? '' } as const;

export const ANSWERS: ReadonlyMap<string, Answer> = new Map(
  [
    EVENT_GUARDS,
    REGION_GUARDS,
    PLAIN_GUARDS,
    RESULT_GUARDS,
    ITEM_GUARDS,
    ITEMS_GUARDS,
    EVENT_VALUES,
    PLAIN_VALUES,
    RESULT_VALUES,
    ITEM_VALUES,
    DELAYS,
    INSTANTS,
    EVENT_DETAILS,
    PLAIN_DETAILS,
    TEXTS,
    LISTS,
    KEYS,
    MATCHES,
  ].flatMap((table) => Object.entries(table)),
);

const NOTHING: Fields = {};

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : NOTHING;
}

/** As `askJsonata` would. */
export function answer({ expression, root, variables, now }: Question): Evaluated {
  const known = ANSWERS.get(expression);
  if (known === undefined) throw new Error(`No function stands for ${expression}`);
  const { context, item, items, result } = variables;
  const input = fields(root);
  try {
    const value = known({
      detail: fields(input['detail']),
      root: input,
      context: fields(context),
      item: fields(item),
      items: fields(items),
      result: fields(result),
      now,
    });
    return value === undefined ? { kind: 'nothing' } : { kind: 'value', value };
  } catch (error) {
    if (error instanceof Failure) return { kind: 'failed', message: 'As jsonata' };
    throw error;
  }
}

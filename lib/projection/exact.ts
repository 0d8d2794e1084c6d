/**
 * A machine writes down what it remembers by JSONata's `$string`, which rounds numbers to 15 digits. An order number of
 * 16 would be another one in the next wait, and no guard that compares it would hold. So a value that has such a number
 * in it has its JSON text beside it, on the way through the machine: `#name` beside `name`, `exact` in an item.
 */
import type { Json } from '../definition/model.ts';
import type { Item, Memory } from '../definition/route.ts';

/** No name of a context begins so. */
const MARK = '#';

type Context = NonNullable<Memory['context']>;
type Items = NonNullable<Memory['items']>;

/** As it is sent. */
export function withExact(memory: Memory): Memory {
  const { context, items } = memory;
  if (!mayBeRounded(context) && !mayBeRounded(items)) return memory;
  return {
    ...memory,
    ...(context !== undefined && { context: beside(context) }),
    ...(items !== undefined && items !== null && { items: within(items) }),
  };
}

/** As it was before it was sent. */
export function restored(memory: Memory): Memory {
  const { context, items } = memory;
  return {
    ...memory,
    ...(context !== undefined && { context: withoutTexts(context) }),
    ...(items !== undefined && items !== null && { items: mapped(items, restoredItem) }),
  };
}

/** Hardly any memory has so many digits in a row. */
function mayBeRounded(part: unknown): boolean {
  return part !== undefined && part !== null && /\d[\d.]{15}/.test(JSON.stringify(part));
}

function beside(context: Context): Context {
  return Object.fromEntries(
    Object.entries(context).flatMap(([name, value]): [string, Json][] => {
      const text = JSON.stringify(value);
      return text === rounded(value)
        ? [[name, value]]
        : [
            [name, value],
            [MARK + name, text],
          ];
    }),
  );
}

function within(items: Items): Items {
  return mapped(items, (item) => {
    const exact = JSON.stringify(item.value);
    return exact === rounded(item.value) ? item : { ...item, exact };
  });
}

function withoutTexts(context: Context): Context {
  const names = Object.keys(context);
  if (!names.some((name) => name.startsWith(MARK))) return context;
  return Object.fromEntries(
    names
      .filter((name) => !name.startsWith(MARK))
      .map((name): [string, Json] => [name, exactly(context[name] ?? null, context[MARK + name])]),
  );
}

function restoredItem({ exact, ...item }: Item): Item {
  return { ...item, value: exactly(item.value, exact) };
}

/** The machine may have assigned another value since, without the text. */
function exactly(value: Json, text: Json | undefined): Json {
  if (typeof text !== 'string') return value;
  const exact = JSON.parse(text) as Json;
  return rounded(exact) === rounded(value) ? exact : value;
}

/** As `$string` writes it. */
function rounded(value: Json): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'number' ? Number(part.toPrecision(15)) : part,
  );
}

function mapped(items: Items, change: (item: Item) => Item): Items {
  return Object.fromEntries(Object.entries(items).map(([key, item]) => [key, change(item)]));
}

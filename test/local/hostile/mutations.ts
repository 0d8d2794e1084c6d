/** Changes to values that are nearly right: parts swapped, left out, doubled, grafted, of another type, too deep. */
import fc from 'fast-check';
import { isList, isObject } from '../../../lib/local/asl/json.ts';
import type { Json } from '../../../lib/local/service.ts';

type Path = readonly (string | number)[];

/** Every place in the value, the whole included. */
function placesIn(value: Json, path: Path = []): readonly Path[] {
  const inside = isList(value)
    ? value.flatMap((item, index) => placesIn(item, [...path, index]))
    : isObject(value)
      ? Object.entries(value).flatMap(([key, item]) => placesIn(item, [...path, key]))
      : [];
  return [path, ...inside];
}

function valueAt(value: Json, [key, ...rest]: Path): Json {
  if (key === undefined) return value;
  const inner = isList(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;
  return valueAt(inner ?? null, rest);
}

/** `__proto__` is a key like others here, as it is in JSON. */
function changedAt(value: Json, [key, ...rest]: Path, change: (inner: Json) => Entry): Json {
  if (key === undefined) return change(value).value ?? null;
  if (isList(value)) {
    return value.flatMap((item, index) => {
      if (index !== Number(key)) return [item];
      if (rest.length > 0) return [changedAt(item, rest, change)];
      const { value: changed } = change(item);
      return changed === undefined ? [] : [changed];
    });
  }
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]): [string, Json][] => {
      if (name !== key) return [[name, item]];
      if (rest.length > 0) return [[name, changedAt(item, rest, change)]];
      const { value: changed, name: renamed = name } = change(item);
      return changed === undefined ? [] : [[renamed, changed]];
    }),
  );
}

/** What becomes of a part: left out where there is no value. */
type Entry = { readonly value: Json | undefined; readonly name?: string };

export const HOSTILE_TEXTS = [
  ...[
    '',
    ' ',
    '~',
    'null',
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '$',
    '$$',
    '$.',
    '{% %}',
    '{%',
  ],
  ...[
    '\u0000',
    '\u0007\u001b[31m',
    '\u2028',
    '\ud800',
    '\udc00\ud83d',
    '🦆'.repeat(40),
    'e\u0301',
    '\u202etxt',
    '\ufeff',
  ],
  ...[
    'a'.repeat(300),
    'x'.repeat(20_000),
    '-1',
    '1e400',
    'NaN',
    '0s',
    '1e9d',
    '99999999999d',
    '-3h',
    '2026-02-30',
  ],
  ...[
    '<script>alert(1)</script>',
    '"];}',
    '--> end',
    '../../etc/passwd',
    '${TableName}',
    '%%{init: {}}%%',
    '\\',
    '`',
  ],
  ...[
    '{% $contains("aaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/) %}',
    '{% (($f := function(){ $f() }); $f()) %}',
  ],
  ...[
    '{% $$$$ %}',
    `{% ${'('.repeat(500)} %}`,
    '{% "a" & %}',
    '{% [1..9999999] %}',
    '$..*',
    "$[?(@.a == 'b')]",
  ],
];

const HOSTILE_VALUES: readonly Json[] = [
  ...[null, true, false, 0, -1, 0.1, 1e21, Number.MAX_SAFE_INTEGER + 2, [], {}, [[]], [null], { '': '' }],
  ...[['a', 'a'], { a: { a: { a: {} } } }, Array.from({ length: 300 }, () => 'a')],
];

function nested(value: Json, levels: number, inList: boolean): Json {
  let whole = value;
  for (let level = 0; level < levels; level += 1) whole = inList ? [whole] : { a: whole };
  return whole;
}

const anyText = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 30 }));
const anyValue = fc.oneof(
  fc.constantFrom(...HOSTILE_VALUES),
  anyText,
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
);

/** What is at some place of the value becomes something else. */
function mutation(sources: readonly Json[]): fc.Arbitrary<(value: Json) => Json> {
  const parts = sources.map((source) => ({ source, places: placesIn(source) }));
  const keys = [
    ...new Set(
      parts.flatMap(({ places }) => places.flatMap((path) => path.filter((key) => typeof key === 'string'))),
    ),
  ];
  const part = fc
    .tuple(fc.constantFrom(...parts), fc.nat())
    .map(([{ source, places }, choice]) => valueAt(source, places[choice % places.length] ?? []));
  const change = fc.oneof(
    anyValue.map((value) => (): Entry => ({ value })),
    part.map((value) => (): Entry => ({ value })),
    fc.constant((): Entry => ({ value: undefined })),
    fc.oneof(fc.constantFrom(...keys), anyText).map((name) => (value: Json): Entry => ({ value, name })),
    fc
      .tuple(fc.integer({ min: 1, max: 60 }), fc.boolean())
      .map(([levels, inList]) => (value: Json): Entry => ({ value: nested(value, levels, inList) })),
    fc
      .tuple(fc.oneof(fc.constantFrom(...keys), anyText), fc.oneof(part, anyValue))
      .map(([key, added]) => (value: Json): Entry => ({
        value: isList(value) ? [...value, added] : isObject(value) ? { ...value, [key]: added } : added,
      })),
    fc.constant((value: Json): Entry => ({
      value: isList(value)
        ? value.toReversed()
        : isObject(value)
          ? Object.fromEntries(Object.entries(value).toReversed())
          : value,
    })),
    anyText.map((text) => (value: Json): Entry => ({
      value: typeof value === 'string' ? value + text : text,
    })),
  );
  return fc.tuple(fc.nat(), change).map(([choice, changed]) => (value) => {
    const places = placesIn(value);
    return changedAt(value, places[choice % places.length] ?? [], changed);
  });
}

/** One of these, changed in up to so many places. */
export function mutated(sources: readonly Json[], most = 4): fc.Arbitrary<Json> {
  return fc
    .tuple(fc.constantFrom(...sources), fc.array(mutation(sources), { maxLength: most }))
    .map(([source, changes]) => changes.reduce((value, change) => change(value), source));
}

/** One of these texts, changed in up to so many places: cut off, with lines doubled, moved and left out, with pieces let in. */
export function mutatedText(
  texts: fc.Arbitrary<string>,
  pieces: readonly string[],
  most = 3,
): fc.Arbitrary<string> {
  const at = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  const lines = (text: string, where: number, change: (lines: string[], index: number) => void): string => {
    const list = text.split('\n');
    change(list, Math.floor(where * list.length));
    return list.join('\n');
  };
  const change = fc.oneof(
    at.map((where) => (text: string) => text.slice(0, Math.floor(where * text.length))),
    fc.tuple(at, fc.oneof(fc.constantFrom(...pieces), anyText)).map(([where, piece]) => (text: string) => {
      const index = Math.floor(where * text.length);
      return text.slice(0, index) + piece + text.slice(index);
    }),
    fc.tuple(at, at).map(
      ([from, to]) =>
        (text: string) =>
          lines(text, from, (list, index) => list.splice(Math.floor(to * list.length), 0, list[index] ?? '')),
    ),
    at.map((where) => (text: string) => lines(text, where, (list, index) => list.splice(index, 1))),
    at.map(
      (where) => (text: string) =>
        lines(text, where, (list, index) => (list[index] = ` ${list[index] ?? ''}`)),
    ),
    fc.tuple(at, fc.constantFrom(...pieces)).map(
      ([where, piece]) =>
        (text: string) =>
          lines(
            text,
            where,
            (list, index) => (list[index] = (list[index] ?? '').replace(/: .*/, `: ${piece}`)),
          ),
    ),
  );
  return fc
    .tuple(texts, fc.array(change, { maxLength: most }))
    .map(([text, changes]) => changes.reduce((whole, apply) => apply(whole), text));
}

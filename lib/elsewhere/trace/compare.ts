import type { Part, Trace } from './trace.ts';

/** The two clouds, as they are called in what is printed. */
export type Names = { readonly here: string; readonly there: string };

/** So much of what differs is told of one part; the rest is counted. */
const MOST_SHOWN = 6;
const LONGEST = 240;

/** What differs, in words, story by story; none where nothing does. */
export function differences(
  here: readonly Trace[],
  there: readonly Trace[],
  names: Names,
): readonly string[] {
  const others = new Map(there.map((trace) => [trace.story, trace]));
  return here.flatMap((trace) => {
    const other = others.get(trace.story);
    if (other === undefined) return [`${trace.story}: it was not played on ${names.there}`];
    return partsOf(trace, other, names).map((line) => `${trace.story}: ${line}`);
  });
}

function partsOf(here: Trace, there: Trace, names: Names): readonly string[] {
  const abouts = new Set([...here.parts, ...there.parts].map(({ about }) => about));
  return [...abouts].flatMap((about) => {
    const [one, other] = [here, there].map(({ parts }) => parts.find((part) => part.about === about));
    if (one === undefined) return [`${about} is there on ${names.there} only`];
    if (other === undefined) return [`${about} is there on ${names.here} only`];
    return linesOf(one, other, names);
  });
}

function linesOf(here: Part, there: Part, names: Names): readonly string[] {
  const changes = changesOf(here.lines, there.lines);
  const told = changes.slice(0, MOST_SHOWN).map(({ at, here: one, there: other }) => {
    const [left, right] = around(one, other);
    return `${here.about}, line ${at + 1}: ${names.here} has ${left}, ${names.there} has ${right}`;
  });
  const more = changes.length - told.length;
  return more > 0 ? [...told, `${here.about}: ${more} more lines differ`] : told;
}

type Change = { readonly at: number; readonly here: string | undefined; readonly there: string | undefined };

/** What is only on one side, by the longest common subsequence; where both have something in one place, it is one change. */
function changesOf(here: readonly string[], there: readonly string[]): readonly Change[] {
  const changes: Change[] = [];
  const common = lengths(here, there);
  const one: string[] = [];
  const other: string[] = [];
  let [i, j] = [0, 0];
  const flush = (): void => {
    const start = i - one.length;
    for (let n = 0; n < Math.max(one.length, other.length); n += 1)
      changes.push({ at: start + n, here: one[n], there: other[n] });
    one.length = 0;
    other.length = 0;
  };
  while (i < here.length || j < there.length) {
    if (i < here.length && j < there.length && here[i] === there[j]) {
      flush();
      i += 1;
      j += 1;
    } else if (i < here.length && (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0)) {
      one.push(here[i] ?? '');
      i += 1;
    } else {
      other.push(there[j] ?? '');
      j += 1;
    }
  }
  flush();
  return changes;
}

/** Of what is left from `i` and `j` on. */
function lengths(here: readonly string[], there: readonly string[]): readonly (readonly number[])[] {
  const table = Array.from({ length: here.length + 1 }, () => new Array<number>(there.length + 1).fill(0));
  for (let i = here.length - 1; i >= 0; i -= 1)
    for (let j = there.length - 1; j >= 0; j -= 1) {
      const row = table[i];
      if (row === undefined) continue;
      const [down, right, both] = [table[i + 1]?.[j] ?? 0, row[j + 1] ?? 0, table[i + 1]?.[j + 1] ?? 0];
      row[j] = here[i] === there[j] ? both + 1 : Math.max(down, right);
    }
  return table;
}

/** Both, as far as they differ: what long lines have in common at their beginning is left out. */
function around(one: string | undefined, other: string | undefined): readonly [string, string] {
  if (one === undefined || other === undefined) return [quoted(one, 0), quoted(other, 0)];
  let same = 0;
  while (same < one.length && one[same] === other[same]) same += 1;
  const from = Math.max(one.length, other.length) > LONGEST ? Math.max(0, same - 60) : 0;
  return [quoted(one, from), quoted(other, from)];
}

function quoted(line: string | undefined, from: number): string {
  if (line === undefined) return 'nothing';
  const cut = line.slice(from, from + LONGEST);
  return `«${from > 0 ? '…' : ''}${cut}${from + LONGEST < line.length ? '…' : ''}»`;
}

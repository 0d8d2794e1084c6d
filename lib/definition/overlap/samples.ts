import { ABSENT } from './matcher.ts';
import { isObject } from './alternatives.ts';

/** Values worth trying: each of them passes, or nearly passes, one of the matchers or two of them together. */
export function samplesOf(matchers: readonly unknown[]): readonly unknown[] {
  const simple = matchers.flatMap(samplesFor);
  const heads = matchers.flatMap((matcher) => affixOf(matcher, 'prefix'));
  const tails = matchers.flatMap((matcher) => affixOf(matcher, 'suffix'));
  const joined = heads.flatMap((head) => tails.flatMap((tail) => [head + tail, `${head}~${tail}`]));
  const texts = simple.filter((sample) => typeof sample === 'string').slice(0, 20);
  const mixed = texts.flatMap((text) => [
    ...heads.map((head) => head + text),
    ...tails.map((tail) => text + tail),
  ]);
  return [...simple, ...joined, ...mixed, '~', 0.5, true, ABSENT].slice(0, 200);
}

function samplesFor(matcher: unknown): readonly unknown[] {
  if (!isObject(matcher)) return [matcher];
  const [entry] = Object.entries(matcher);
  const value: unknown = entry?.[1];
  switch (entry?.[0]) {
    case 'exactly':
    case 'equals-ignore-case':
      return [value];
    case 'prefix':
    case 'suffix':
      return [...affixOf(matcher, 'prefix'), ...affixOf(matcher, 'suffix')].flatMap((text) => [
        text,
        `${text}~`,
        `~${text}`,
      ]);
    case 'wildcard':
      return typeof value === 'string' ? [value.replaceAll('*', ''), value.replaceAll('*', '~')] : [];
    case 'numeric':
      return numbersIn(value).flatMap((bound) => [bound, bound - 0.5, bound + 0.5, bound - 1, bound + 1]);
    case 'cidr':
      return typeof value === 'string' ? [value.replace(/\/.*$/, '')] : [];
    default:
      return [];
  }
}

function affixOf(matcher: unknown, operator: 'prefix' | 'suffix'): readonly string[] {
  if (!isObject(matcher)) return [];
  const value: unknown = new Map<string, unknown>(Object.entries(matcher)).get(operator);
  if (typeof value === 'string') return [value];
  return isObject(value) ? Object.values(value).filter((text) => typeof text === 'string') : [];
}

function numbersIn(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((part) => typeof part === 'number') : [];
}

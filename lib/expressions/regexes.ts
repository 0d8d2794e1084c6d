import { alternativesOverlap } from './alternatives.ts';
import type { Expression } from './parse.ts';
import { childrenOf, isNode } from './tree.ts';

/**
 * The regular expressions, as their source, that can take exponential time: a repeated group with a repetition
 * inside, `(a+)+`, or with alternatives that take the same text, `(a|\w)*`. The limit on steps cannot stop one of
 * these, for matching is a single step.
 */
export function runawayRegexes(expression: Expression): string[] {
  return regexesIn(expression.compiled.ast()).filter(isRunawayRegex);
}

export function isRunawayRegex(source: string): boolean {
  return repeatsARepetition(source) || repeatsAChoice(source);
}

function regexesIn(part: unknown): string[] {
  if (isNode(part) && part.type === 'regex' && part.value instanceof RegExp) return [part.value.source];
  return childrenOf(part).flatMap(regexesIn);
}

const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|\(|\)|[*+]|\{\d+,\}|[^]/gu;

function repeatsARepetition(source: string): boolean {
  // For each open group: whether something in it is repeated without a bound.
  const open: boolean[] = [false];
  let closed = false;
  for (const [token] of source.matchAll(TOKEN)) {
    const repetition = token === '*' || token === '+' || token.startsWith('{');
    if (repetition && token !== '{') {
      if (closed) return true;
      open[open.length - 1] = true;
    }
    closed = false;
    if (token === '(') open.push(false);
    if (token === ')') {
      closed = open.pop() ?? false;
      if (open.length === 0) open.push(false);
      if (closed) open[open.length - 1] = true;
    }
  }
  return false;
}

/** A group without groups inside, repeated without a bound. */
const REPEATED_GROUP = /\((?:\?:|\?<\w+>)?((?:\\.|\[(?:\\.|[^\]\\])*\]|[^()\\[])*)\)(?:[*+]|\{\d+,\})/gu;

function repeatsAChoice(source: string): boolean {
  return [...source.matchAll(REPEATED_GROUP)].some(([, group]) => alternativesOverlap(group ?? ''));
}

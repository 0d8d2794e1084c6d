import { createContext, Script } from 'node:vm';
import { isRunawayRegex } from '../../../expressions/regexes.ts';
import { runtimeFailure } from '../failure.ts';

/** What all matches of one turn of the event loop may take. */
const LONGEST_MS = 500;
/** Steps that are certain to be a matter of microseconds. */
const FEW_STEPS = 100_000;

let left = LONGEST_MS;

/** @throws StateFailure where matching takes too long: somebody else's pattern may be one that never ends */
export function matchWithin(pattern: RegExp, text: string): boolean {
  return isCheap(pattern.source, text.length) ? pattern.test(text) : matchInTime(pattern, text);
}

/** Without a repetition in a repetition, a pattern of n repetitions tries at most so many places. */
function isCheap(source: string, length: number): boolean {
  if (/\{|\\[1-9k]/.test(source) || isRunawayRegex(source)) return false;
  const repetitions = source.match(/[*+?]/g)?.length ?? 0;
  return length ** (repetitions + 1) * source.length <= FEW_STEPS;
}

const context: { pattern?: RegExp | undefined; text?: string | undefined } = {};
const surroundings = createContext(context);
const script = new Script('pattern.test(text)');

/** A thread of Node watches the time, which costs milliseconds. */
function matchInTime(pattern: RegExp, text: string): boolean {
  if (left === LONGEST_MS) setImmediate(() => (left = LONGEST_MS)).unref();
  const start = performance.now();
  Object.assign(context, { pattern, text });
  try {
    const timeout = Math.ceil(left);
    if (timeout > 0) return script.runInContext(surroundings, { timeout }) === true;
  } catch {
    left = 0;
  } finally {
    Object.assign(context, { pattern: undefined, text: undefined });
    left = Math.max(0, left - (performance.now() - start));
  }
  throw runtimeFailure(
    `The regular expression /${pattern.source}/ takes too long over the text and was stopped`,
  );
}

import jsonata from 'jsonata';
import { codeOf, messageOf, type Expression } from './parse.ts';
import { plain } from './plain.ts';

/** What an expression may cost. A guard of ten terms takes about fifty steps. */
const MAX_STEPS = 100_000;

/** Not a name that an expression can read: no variable has a space in it. */
const STEPS = ' steps';
const ENTRY = Symbol.for('jsonata.__evaluate_entry');
const EXIT = Symbol.for('jsonata.__evaluate_exit');

/** Items of lists, and characters of texts by the hundred, that its steps may give in all: some hundred megabytes. */
const MAX_SIZE = 20_000_000;
/** Smaller ones are bounded by the number of steps. */
const SMALL = 100;

export type Surroundings = {
  /** Variables, without their `$`; functions may be asynchronous. They win over jsonata's own of the same name. */
  readonly bindings?: Readonly<Record<string, unknown>>;
  /** Epoch milliseconds: what `$now()` and `$millis()` give. */
  readonly now: number;
  /** @default 100,000 */
  readonly maxSteps?: number;
  /** Bounds that the host has besides. */
  readonly host?: Host;
};

/** What differs from host to host. */
export type Host = {
  /** How deep steps may stand in each other. */
  readonly depth: number;
  readonly tooDeep: string;
  /** How many items a list may have, */
  readonly items: number;
  /** and how many characters a text. */
  readonly characters: number;
  readonly tooLarge: string;
  /** What stands for infinity, and for what is no number. @throws where nothing does */
  readonly nonFinite: (value: number) => unknown;
};

export type Evaluated =
  /** Plain JSON. */
  | { readonly kind: 'value'; readonly value: unknown }
  /** JSONata's "undefined": no such field, an empty sequence. */
  | { readonly kind: 'nothing' }
  /** `code` is jsonata's own, such as `T2001`. */
  | { readonly kind: 'failed'; readonly message: string; readonly code?: string };

/** Evaluates within a number of steps: endless recursion fails, and never blocks for ever. */
export async function evaluate(
  expression: Expression,
  input: unknown,
  surroundings: Surroundings,
): Promise<Evaluated> {
  const { now, bindings = {}, maxSteps = MAX_STEPS, host } = surroundings;
  limitSteps(expression.compiled);
  try {
    const value: unknown = await expression.compiled.evaluate(input, {
      now: (picture?: string, timezone?: string) => formatTime(now, picture, timezone),
      millis: () => now,
      ...bindings,
      [STEPS]: { left: maxSteps, limit: maxSteps, size: 0, depth: 0, host },
    });
    if (value === undefined) return { kind: 'nothing' };
    return { kind: 'value', value: plain(value, host?.nonFinite) };
  } catch (error) {
    const code = codeOf(error);
    return { kind: 'failed', message: messageOf(error), ...(code !== undefined && { code }) };
  }
}

const limited = new WeakSet<jsonata.Expression>();

/**
 * jsonata calls this at every step and waits for it. So the steps are counted, and the stack is unwound at each of
 * them: recursion takes heap, which the number of steps bounds. The budget is the evaluation's own, found through its
 * environment, because one expression may be evaluated several times at once.
 */
function limitSteps(compiled: jsonata.Expression): void {
  if (limited.has(compiled)) return;
  limited.add(compiled);
  const count = async (_node: unknown, _input: unknown, environment: jsonata.Environment) => {
    const budget: unknown = environment.lookup(STEPS);
    if (!isBudget(budget)) return;
    budget.left -= 1;
    if (budget.left < 0) {
      throw new Error(`The expression takes more than ${budget.limit} steps and was stopped`);
    }
    budget.depth += 1;
    if (budget.host !== undefined && budget.depth > budget.host.depth) throw new Error(budget.host.tooDeep);
    // Waiting for a promise is what unwinds the stack; the function must stay asynchronous.
    await Promise.resolve();
  };
  const measure = (_node: unknown, _input: unknown, environment: jsonata.Environment, result: unknown) => {
    const budget: unknown = environment.lookup(STEPS);
    if (!isBudget(budget)) return;
    budget.depth -= 1;
    const size = sizeOf(result);
    if (size <= SMALL) return;
    if (budget.host !== undefined && isTooLarge(result, budget.host)) throw new Error(budget.host.tooLarge);
    budget.size += size;
    if (budget.size > MAX_SIZE) throw new Error('The expression makes too much data and was stopped');
  };
  // jsonata's types do not know that a name may be a symbol.
  Reflect.apply(compiled.assign, compiled, [ENTRY, count]);
  Reflect.apply(compiled.assign, compiled, [EXIT, measure]);
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return typeof value === 'string' ? value.length / 100 : 0;
}

function isTooLarge(value: unknown, { items, characters }: Host): boolean {
  return Array.isArray(value) ? value.length > items : String(value).length > characters;
}

type Budget = { left: number; readonly limit: number; size: number; depth: number; readonly host?: Host };

function isBudget(value: unknown): value is Budget {
  return typeof value === 'object' && value !== null && 'left' in value && 'size' in value;
}

/** Made when it is first needed, which is hardly ever: a function's start would pay for it. */
let format: jsonata.Expression | undefined;

/** jsonata's own `$now` reads the clock; this one formats the given time the way that one would. */
function formatTime(
  time: number,
  picture: string | undefined,
  timezone: string | undefined,
): Promise<unknown> {
  format ??= jsonata('$fromMillis($time, $picture, $timezone)');
  return format.evaluate({}, { time, picture, timezone });
}

/** Makes an envelope that an event's pattern matches, and whose correlation gives the id that is wanted. */
import type { EventDeclaration } from '../../definition/model.ts';
import { alternativesOf, isObject, type Alternative } from '../../definition/overlap/alternatives.ts';
import { ABSENT } from '../../definition/overlap/matcher.ts';
import { samplesOf } from '../../definition/overlap/samples.ts';
import { plainPathOf } from '../../expressions/plain-path.ts';
import { matchesPattern } from '../../projection/pattern.ts';
import type { Envelope } from './event.ts';

export type Wanted = {
  /** The detail, and whatever else the test says. */
  readonly given: Envelope;
  /** What is used where nothing else is said: `id`, `time`, `account`, … */
  readonly otherwise: Envelope;
  readonly ids: readonly string[];
  /** Also where the detail says another one. */
  readonly forced: boolean;
};

/** @throws where no value that is tried makes the pattern match. */
export function filled(declaration: EventDeclaration, wanted: Wanted): Envelope {
  const { pattern, name } = declaration;
  const base = withIds(declaration.correlation, wanted);
  for (const alternative of alternativesOf(pattern) ?? []) {
    const envelope = { ...wanted.otherwise, ...fit(alternative, base) };
    if (matchesPattern(pattern, envelope)) return envelope;
  }
  throw new Error(
    `The event "${name}" does not match its pattern as it is given here. The pattern: ${JSON.stringify(pattern)}. ` +
      `The event: ${JSON.stringify(base)}. Give its detail what the pattern asks for.`,
  );
}

function withIds(correlation: readonly string[], { given, ids, forced }: Wanted): Envelope {
  let envelope: Envelope = 'detail' in given ? given : { ...given, detail: {} };
  for (const [index, expression] of correlation.entries()) {
    const path = plainPathOf(expression);
    const id = ids[index];
    if (path === undefined || path.variable !== undefined || id === undefined) continue;
    if (forced || valueAt(envelope, path.names) === undefined) envelope = put(envelope, path.names, id);
  }
  return envelope;
}

function fit(alternative: Alternative, given: Envelope): Envelope {
  let envelope = given;
  for (const [field, matchers] of alternative) {
    const path = pathIn(field);
    if (valueAt(envelope, path) !== undefined) continue;
    const sample = samplesOf(matchers).find((value) => passes(path, matchers, value));
    if (sample !== undefined && sample !== ABSENT) envelope = put(envelope, path, sample);
  }
  return envelope;
}

function passes(path: readonly string[], matchers: readonly unknown[], value: unknown): boolean {
  return matchesPattern(put({}, path, matchers), value === ABSENT ? {} : put({}, path, value));
}

function pathIn(field: string): readonly string[] {
  const path: unknown = JSON.parse(field);
  return Array.isArray(path) ? path.map(String) : [];
}

export function valueAt(value: unknown, [name, ...inner]: readonly string[]): unknown {
  if (name === undefined) return value;
  return isObject(value)
    ? valueAt(new Map<string, unknown>(Object.entries(value)).get(name), inner)
    : undefined;
}

function put(envelope: Envelope, [name, ...inner]: readonly string[], value: unknown): Envelope {
  if (name === undefined) return envelope;
  const before = envelope[name];
  const within = isObject(before) ? { ...before } : {};
  return { ...envelope, [name]: inner.length === 0 ? value : put(within, inner, value) };
}

/**
 * How values from outside are read: by valibot, whose schemas are plain objects. A function makes all of its schemas each
 * time it starts; those of zod would take it a fifth of its start.
 */
import * as v from 'valibot';

/** What reads a value of which nothing is known. */
export type Schema<T> = v.GenericSchema<unknown, T>;

/** @throws with all that is wrong, and where. */
export function read<T>(schema: Schema<T>, value: unknown): T {
  const result = v.safeParse(schema, value);
  if (!result.success) throw new Error(v.summarize(result.issues));
  return result.output;
}

/** Undefined where the value is something else. */
export function readIf<T>(schema: Schema<T>, value: unknown): T | undefined {
  const result = v.safeParse(schema, value);
  return result.success ? result.output : undefined;
}

/** What a text says in JSON. */
export function inJson<T>(schema: Schema<T>): Schema<T> {
  return v.pipe(v.string(), v.parseJson(), schema);
}

/** An object with any names: valibot's `record` leaves out `constructor` and `prototype`, which an author may use. */
export function byName<T>(value: Schema<T>): Schema<Record<string, T>> {
  return v.pipe(
    v.custom<object>((given) => typeof given === 'object' && given !== null && !Array.isArray(given)),
    v.transform((given) => new Map<string, unknown>(Object.entries(given))),
    v.map(v.string(), value),
    v.transform((values) => Object.fromEntries(values)),
  );
}

import { hashOf } from '../definition/hash.ts';
import type { Choreography } from '../definition/model.ts';

/** The same for the same choreography, whoever built it and in whatever order of keys. */
export function versionOf(choreography: Choreography): string {
  return hashOf(canonical(choreography));
}

/** JSON with the keys of every object sorted, and absent ones left out. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]: [string, unknown]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
}

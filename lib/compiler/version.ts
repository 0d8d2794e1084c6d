import { canonical } from '../definition/canonical.ts';
import { hashOf } from '../definition/hash.ts';
import type { Choreography } from '../definition/model.ts';

/** The same for the same choreography, whoever built it and in whatever order of keys. */
export function versionOf(choreography: Choreography): string {
  return hashOf(canonical(choreography));
}

import type { Region } from '../model.ts';
import type { Problems } from './problems.ts';
import { regionsOf } from './variables.ts';

/** The names of states are unique in the whole machine, regions inside states included. */
export function checkNames(region: Region, problems: Problems, at = '', seen = new Set<string>()): void {
  for (const name of region.states.keys()) {
    if (seen.has(name)) problems.duplicate(`Duplicate State name: ${name}`, `${at}/States/${name}`);
    seen.add(name);
  }
  for (const state of region.states.values()) {
    for (const { inner, field } of regionsOf(state))
      checkNames(inner, problems, `${at}/States/${state.name}/${field}`, seen);
  }
}

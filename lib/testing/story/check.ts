/** Slips of a test that no story could meet: names of nothing, and what is no expectation. */
import type { Choreography } from '../../definition/model.ts';
import type { Expectation } from './expectation.ts';
import { checkName, statesOf } from './names.ts';

const ENDS: readonly unknown[] = ['succeeded', 'failed', false, undefined];

/** @throws with what there is instead. */
export function checkExpectation(expectation: Expectation, choreographies: readonly Choreography[]): void {
  // Without TypeScript it may be anything, and whatever has no keys expects nothing.
  if (typeof expectation !== 'object' || Array.isArray(expectation))
    throw new TypeError(
      `${JSON.stringify(expectation)} is nothing that can be expected. Expect a state, or an object such as { state: 'Paid', ended: false }.`,
    );
  const { choreography, state = [], items = {}, dues = {}, awaits = [], held = [], ended } = expectation;
  const ids = choreographies.map(({ id }) => id);
  if (choreography !== undefined) checkName('choreography', choreography, ids);
  const states = choreographies.flatMap(statesOf);
  const named = [state, Object.values(items), Object.keys(dues).map(withoutKey)].flat();
  for (const name of named) checkName('state', name, states);
  const events = choreographies.flatMap((each) => each.events.map(({ name }) => name));
  for (const name of [...awaits, ...held]) checkName('event', name, events);
  if (!ENDS.includes(ended))
    throw new TypeError(
      `ended: ${JSON.stringify(ended)} is nothing that can be expected. Expect 'succeeded', 'failed' or false.`,
    );
}

/** A due of a forEach's item is `<state>/<key>`. */
function withoutKey(name: string): string {
  return name.split('/', 1)[0] ?? name;
}

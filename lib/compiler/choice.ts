import { ERROR } from '../definition/wire.ts';
import type { FailState } from './asl.ts';
import { jsonata, text } from './jsonata.ts';

/** A comparison with `=` cannot fail. */
export function leadsTo(destination: string, way: string): string {
  return jsonata(`${destination} = ${text(way)}`);
}

const NO_WAY = 'The delivery names a state that does not follow here.';

/** Shows the error and the cause that came with the failure; a Choice's Default brings neither. */
export const UNEXPECTED: FailState = {
  Type: 'Fail',
  Error: jsonata(`$exists($states.input.Error) ? $states.input.Error : ${text(ERROR.unexpected)}`),
  Cause: jsonata(`$exists($states.input.Cause) ? $states.input.Cause : ${text(NO_WAY)}`),
};

import { ERROR } from '../definition/wire.ts';
import type { ChoiceState, FailState, Template } from './asl.ts';
import { INPUT, jsonata, text } from './jsonata.ts';

/** What a Choice behind a wait reads: the only thing that is kept of a delivery. */
export const DESTINATION: Template = { to: jsonata('$states.result.to') };

/** By what the delivery says; a comparison with `=` cannot fail. */
export function chooseBy(
  place: 'delivery' | 'start',
  ways: readonly (readonly [to: string, next: string])[],
  otherwise: string,
): ChoiceState {
  const destination = place === 'delivery' ? '$states.input.to' : `${INPUT}.to`;
  return {
    Type: 'Choice',
    Choices: ways.map(([to, next]) => ({
      Condition: jsonata(`${destination} = ${text(to)}`),
      Next: next,
    })),
    Default: otherwise,
  };
}

const NO_WAY = 'The delivery names a state that does not follow here.';

/** Shows the error and the cause that came with the failure; a Choice's Default brings neither. */
export const UNEXPECTED: FailState = {
  Type: 'Fail',
  Error: jsonata(`$exists($states.input.Error) ? $states.input.Error : ${text(ERROR.unexpected)}`),
  Cause: jsonata(`$exists($states.input.Cause) ? $states.input.Cause : ${text(NO_WAY)}`),
};

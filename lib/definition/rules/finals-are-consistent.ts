import { ERROR } from '../wire.ts';
import type { DraftState, DraftText } from '../draft.ts';
import { errorOf, NO_TRANSITION, TOO_MUCH_DATA } from '../names.ts';
import type { Finding } from '../problems.ts';
import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Step Functions' limits for the Error and the Cause of a Fail state. */
const MAX = { error: 256, cause: 32_768 } as const;

/** The error of a failed execution says which final state it ended in. What is computed is not known yet. */
export const finalsAreConsistent: Rule = (draft) => {
  const all = statesIn(draft).map(({ state }) => state);
  const failed = draft.states.filter(
    ({ kind, final, error }) =>
      kind === 'final' && final?.text === 'failed' && error?.expression === undefined,
  );
  return [
    ...all.filter(({ final }) => final?.text === 'succeeded').flatMap(successHasNoError),
    ...all.filter(({ final }) => final?.text === 'failed').flatMap(textsFit),
    ...failed.flatMap(errorIsFree),
    ...failed.flatMap((state, index) => errorIsItsOwn(state, failed.slice(0, index))),
  ];
};

function successHasNoError({ error, cause }: DraftState): readonly Finding[] {
  return [error, cause].flatMap((text) =>
    text === undefined
      ? []
      : [
          {
            code: 'mixed-kinds',
            message: `\`${String(text.path.at(-1))}\` is only for \`final: failed\`. Leave it out, or let the state fail.`,
            path: text.path,
            at: 'key',
          },
        ],
  );
}

function textsFit({ error, cause }: DraftState): readonly Finding[] {
  const check = (key: 'error' | 'cause', text: DraftText | undefined): readonly Finding[] => {
    if (text === undefined || text.expression !== undefined || text.text.length <= MAX[key]) return [];
    const message = `\`${key}\` has ${text.text.length} characters; Step Functions takes at most ${MAX[key]}. Shorten it.`;
    return [{ code: 'text-too-long', message, path: text.path }];
  };
  return [...check('error', error), ...check('cause', cause)];
}

/** Errors that say something else already. */
const TAKEN: ReadonlyMap<string, string> = new Map([
  ['', 'is empty'],
  [ERROR.unexpected, 'is for unexpected events'],
  [ERROR.halted, 'is for unexpected events'],
  [NO_TRANSITION.error, 'is for an `onDone` or a `next` none of whose guards holds'],
  [TOO_MUCH_DATA.error, 'is for regions that together remember more than Step Functions takes'],
]);

function errorIsFree(state: DraftState): readonly Finding[] {
  const error = errorOf(state);
  const why =
    TAKEN.get(error) ??
    (error.startsWith('States.')
      ? 'begins with `States.`, which is for the errors of Step Functions'
      : undefined);
  if (why === undefined) return [];
  const message = `The error ${quoted(error)} of ${quoted(state.name.text)} ${why}. Give it another \`error\`.`;
  return [{ code: 'error-reserved', message, ...placeOfError(state) }];
}

function errorIsItsOwn(state: DraftState, before: readonly DraftState[]): readonly Finding[] {
  const error = errorOf(state);
  const twin = before.find((other) => errorOf(other) === error);
  if (twin === undefined) return [];
  const message = `${quoted(twin.name.text)} and ${quoted(state.name.text)} both end with the error ${quoted(error)}, so nobody could tell which of them it was. Give one of them another \`error\`.`;
  return [{ code: 'error-ambiguous', message, ...placeOfError(state) }];
}

function placeOfError({ name, error }: DraftState): Pick<Finding, 'path' | 'at'> {
  return error === undefined ? { path: name.path, at: 'key' } : { path: error.path };
}

import { ERROR } from '../wire.ts';
import type { DraftState, Text } from '../draft.ts';
import { notYet } from '../later.ts';
import { errorOf } from '../names.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** Step Functions' limits for the Error and the Cause of a Fail state. */
const MAX = { error: 256, cause: 32_768 } as const;

/** The error of a failed execution says which final state it ended in. */
export const finalsAreConsistent: Rule = ({ states }) => {
  const failed = states.filter(({ kind, final }) => kind === 'final' && final?.text === 'failed');
  return [
    ...states.filter(({ final }) => final?.text === 'succeeded').flatMap(successHasNoError),
    ...failed.flatMap(textsFit),
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
  const check = (key: 'error' | 'cause', text: Text | undefined): readonly Finding[] => {
    if (text === undefined) return [];
    if (text.text.includes('{%')) {
      return [
        {
          code: 'not-supported',
          message: notYet(`An \`${key}\` that is computed ({% … %})`).replace('An `cause`', 'A `cause`'),
          path: text.path,
        },
      ];
    }
    if (text.text.length <= MAX[key]) return [];
    const message = `\`${key}\` has ${text.text.length} characters; Step Functions takes at most ${MAX[key]}. Shorten it.`;
    return [{ code: 'text-too-long', message, path: text.path }];
  };
  return [...check('error', error), ...check('cause', cause)];
}

function errorIsFree(state: DraftState): readonly Finding[] {
  const error = errorOf(state);
  const why =
    error === ''
      ? 'is empty'
      : error === ERROR.unexpected || error === ERROR.halted
        ? 'is for unexpected events'
        : error.startsWith('States.')
          ? 'begins with `States.`, which is for the errors of Step Functions'
          : undefined;
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

import type { Text } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import { quoted } from './walk.ts';

/** The errors that Step Functions itself gives. */
const KNOWN = [
  'States.ALL',
  'States.BranchFailed',
  'States.DataLimitExceeded',
  'States.ExceedToleratedFailureThreshold',
  'States.HeartbeatTimeout',
  'States.Http.Socket',
  'States.IntrinsicFailure',
  'States.ItemReaderFailed',
  'States.NoChoiceMatched',
  'States.ParameterPathFailure',
  'States.Permissions',
  'States.QueryEvaluationError',
  'States.ReferencePathConflict',
  'States.ResultPathMatchFailure',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.TaskFailed',
  'States.Timeout',
];

/** The names under `ErrorEquals` of retriers, or of what is caught, in their order. */
export function checkErrors(
  lists: readonly (readonly Text[])[],
  what: 'retrier' | 'catch',
): readonly Finding[] {
  return lists.flatMap((errors, index) =>
    errors.flatMap((error): readonly Finding[] => {
      const why =
        unknown(error.text) ??
        (error.text === 'States.ALL'
          ? misplaced(errors.length > 1, index < lists.length - 1, what)
          : undefined) ??
        repeated(error, lists.slice(0, index).flat(), what);
      return why === undefined
        ? []
        : [{ code: 'task-invalid', message: why, path: error.path, ...placeOf(error) }];
    }),
  );
}

/** In `catch: { Error: … }` it is a key. */
function placeOf({ path }: Text): Pick<Finding, 'at'> {
  const last = path.at(-1);
  return typeof last === 'number' || last === 'errors' || last === 'ErrorEquals' ? {} : { at: 'key' };
}

function unknown(error: string): string | undefined {
  if (!error.startsWith('States.') || KNOWN.includes(error)) return undefined;
  return `There is no error ${quoted(error)}: names that begin with States. are for those of Step Functions.${didYouMean(error, KNOWN)}`;
}

function misplaced(shared: boolean, followed: boolean, what: string): string | undefined {
  if (shared) return '`States.ALL` stands for every error, so it stands alone. Leave the other names out.';
  return followed
    ? `\`States.ALL\` stands for every error, so no ${what} behind it is ever used. Put it last.`
    : undefined;
}

function repeated({ text }: Text, before: readonly Text[], what: string): string | undefined {
  return before.some((other) => other.text === text)
    ? `${quoted(text)} is named by a ${what} before this one, so this one is never used for it. Name it once.`
    : undefined;
}

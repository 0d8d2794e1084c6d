import { obstacleOf, whereOf } from '../aws.ts';
import { UserError } from '../errors.ts';

const DENIED = new Set(['AccessDeniedException', 'AccessDenied', 'UnauthorizedOperation', 'NotAuthorized']);

/** What a service answered, as something the user can put right; a fault of ours is passed on whole. */
export function asUserError(error: unknown): unknown {
  if (!Error.isError(error) || error instanceof UserError) return error;
  const message = obstacleOf(error) ?? refusalOf(error);
  return message === undefined ? error : new UserError(message, { cause: error });
}

function refusalOf(error: Error): string | undefined {
  if (!('$metadata' in error)) return undefined;
  const said = `${error.name}: ${error.message.trim()}`;
  if (DENIED.has(error.name))
    return `${whereOf()} does not permit it: ${said}\nWhich permissions each command needs is in docs/operating.md.`;
  return `${whereOf()} refused: ${said}`;
}

import { messageOf } from '../json.ts';
import { AwsError } from '../service.ts';

/** dynalite refuses with the answer it would send: `{ statusCode, body: { __type, message } }`. */
export function refusalOf(error: unknown): unknown {
  if (isNothingStored(error)) return new AwsError('SerializationException', error.message);
  if (!hasBody(error)) return error;
  const { __type: type, message, Message: capitalised } = error.body;
  const code = typeof type === 'string' ? type.slice(type.indexOf('#') + 1) : 'InternalServerError';
  const text = [message, capitalised].find((candidate) => typeof candidate === 'string');
  return new AwsError(code, text ?? '', { status: error.statusCode });
}

/** What callers of `Service` catch: always an Error. */
export function asError(error: unknown): Error {
  const refusal = refusalOf(error);
  return Error.isError(refusal) ? refusal : new Error(messageOf(refusal));
}

/** Its store's refusal of a key or value that is missing: dynalite does not look into tags. */
function isNothingStored(error: unknown): error is Error {
  if (!Error.isError(error) || !('code' in error)) return false;
  return error.code === 'LEVEL_INVALID_KEY' || error.code === 'LEVEL_INVALID_VALUE';
}

function hasBody(
  error: unknown,
): error is { statusCode: number; body: { readonly [name: string]: unknown } } {
  if (typeof error !== 'object' || error === null) return false;
  if (!('statusCode' in error) || !('body' in error)) return false;
  return typeof error.statusCode === 'number' && typeof error.body === 'object' && error.body !== null;
}

import { messageOf } from '../json.ts';
import type { Log } from '../log.ts';
import { AwsError, type Caller, type Service } from '../service.ts';
import type { Protocol } from './answers.ts';

export type Pages = (request: Request) => Promise<Response>;

export type Behind = {
  readonly services: { readonly [name in Protocol['service'] | 'iam' | 'lambda' | 'sns' | 'sts']: Service };
  /** By the access key id that signed the request. */
  readonly callerOf: (accessKeyId: string | undefined) => Caller;
  readonly pages: Pages | undefined;
  readonly host: string;
  readonly log: Log;
};

/** An error of the service as it is; anything else is a fault of this cloud: logged, answered, survived. */
export function errorOf(error: unknown, call: string, log: Log): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof RangeError && error.message.includes('call stack'))
    return new AwsError('SerializationException', 'The request is nested too deeply.');
  if (isHangUp(error)) return new AwsError('RequestAbortedException', '');
  const detail = Error.isError(error) ? (error.stack ?? error.message) : messageOf(error);
  log({ source: 'cloud', level: 'error', text: `${call} failed: ${detail}` });
  const message = 'An internal error of the local cloud; its log says more.';
  return new AwsError('InternalFailure', message, { status: 500 });
}

/** The client went away before it had sent everything: no fault of this cloud, and nobody to answer. */
export function isHangUp(error: unknown): boolean {
  return Error.isError(error) && 'code' in error && error.code === 'ECONNRESET';
}

/** Whoever signed the request, for as long as the connection stands. */
export function callerOf(request: Request, behind: Behind): Caller {
  return {
    ...behind.callerOf(accessKeyIn(request)),
    // Made where it is asked for: few calls wait.
    get gone() {
      return request.signal;
    },
  };
}

export function accessKeyIn(request: Request): string | undefined {
  return /Credential=([^/,\s]+)/.exec(request.headers.get('authorization') ?? '')?.[1];
}

/**
 * A state's failure by its AWS name: what Retry and Catch look at. Thrown while a state is worked out, and caught by
 * the step that works it out.
 */
export class StateFailure extends Error {
  readonly error: string;
  /** The field at fault, for the EvaluationFailed event that JSONata failures leave. */
  readonly location: string | undefined;

  constructor(error: string, cause: string, location?: string) {
    super(cause);
    this.name = 'StateFailure';
    this.error = error;
    this.location = location;
  }
}

/** A failure that neither Retry nor Catch stops. */
export const RUNTIME = 'States.Runtime';
export const QUERY = 'States.QueryEvaluationError';
export const TIMEOUT = 'States.Timeout';
export const HEARTBEAT_TIMEOUT = 'States.HeartbeatTimeout';
export const DATA_LIMIT = 'States.DataLimitExceeded';
/** The specification has `States.ResultPathMatchFailure`; this is what AWS says. */
export const REFERENCE_CONFLICT = 'States.ReferencePathConflict';

export function runtimeFailure(cause: string): StateFailure {
  return new StateFailure(RUNTIME, cause);
}

export function queryFailure(cause: string, location: string): StateFailure {
  return new StateFailure(QUERY, cause, location);
}

/** What a task that is replaced comes to. */
import { parseDuration } from '../definition/duration.ts';
import { isObject } from '../local/asl/json.ts';
import type { Json } from '../local/service.ts';

/** JSON stands for itself: the task succeeds with it, in the shape in which Step Functions gives it to the state. */
export type Answer = Json | Failure | After | Submitted | Never;

export class Failure {
  readonly error: string;
  readonly cause: string;

  constructor(error: string, cause: string) {
    this.error = error;
    this.cause = cause;
  }
}

/** The task fails. A cause that is no text is written as JSON, as Lambda's failures are. */
export function fail(error: string, cause: Json = ''): Failure {
  return new Failure(error, typeof cause === 'string' ? cause : JSON.stringify(cause));
}

/** So much later; and then, where it is an answer, that. */
export class After {
  readonly milliseconds: number;
  readonly answer: Json | Failure | undefined;
  /** Between two heartbeats until then; undefined where there are none. */
  readonly heartbeat: number | undefined;

  constructor(milliseconds: number, answer?: Json | Failure, heartbeat?: number) {
    this.milliseconds = milliseconds;
    this.answer = answer;
    this.heartbeat = heartbeat;
  }
}

/**
 * `after('2d')`: time passes. `after('10s', answer)`: the answer comes that late; for a callback with
 * `{ heartbeat: '5s' }` heartbeats come meanwhile.
 */
export function after(
  duration: string,
  answer?: Json | Failure,
  { heartbeat }: { readonly heartbeat?: string } = {},
): After {
  return new After(durationIn(duration), answer, heartbeat === undefined ? undefined : durationIn(heartbeat));
}

/** A callback's integration answers `reply`, and then comes `answer` for the token. */
export class Submitted {
  readonly reply: Json | Failure;
  readonly answer: Json | Failure | After | Never;

  constructor(reply: Json | Failure, answer: Json | Failure | After | Never) {
    this.reply = reply;
    this.answer = answer;
  }
}

/** For a state with `.waitForTaskToken` whose integration's own reply matters; otherwise that is `{}`. */
export function submitted(reply: Json | Failure, answer: Json | Failure | After | Never = never): Submitted {
  return new Submitted(reply, answer);
}

export class Never {
  readonly kind = 'never';
}

/** No answer comes: the state's clocks run out. */
export const never = new Never();

/** What `lambda:invoke` gives where the function returned that. */
export function payload(returned: Json): Json {
  return { ExecutedVersion: '$LATEST', Payload: returned, StatusCode: 200 };
}

/** Milliseconds. @throws where it is none. */
export function durationIn(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new TypeError(`"${text}" is no duration. Write 30s, 15m, 2h, 3d, 1w or ISO 8601 such as PT1H30M.`);
}

/** What Step Functions makes of a service's answer: some succeed as calls, and fail the state nevertheless. */
export function outcomeOf(resource: string, answer: Json | Failure): Json | Failure {
  if (answer instanceof Failure || !isObject(answer)) return answer;
  if (resource.endsWith(':states:::lambda:invoke') && answer['FunctionError'] !== undefined) {
    const { Payload: returned = null } = answer;
    const type = isObject(returned) ? returned['errorType'] : undefined;
    return fail(typeof type === 'string' ? type : 'Lambda.Unknown', returned);
  }
  const failed = answer['FailedEntryCount'];
  if (resource.endsWith(':states:::events:putEvents') && typeof failed === 'number' && failed > 0)
    return fail('EventBridge.FailedEntry', answer);
  return answer;
}

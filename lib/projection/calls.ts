/**
 * Everything the shell can ask for. Each call is one AWS call (a Query may page, a history does), but `evaluate`, which
 * only computes. Writes touch one item each, and each is conditional.
 */
import type { Json } from '../definition/model.ts';
import type { Generation } from './generation.ts';
import type { Answers } from './answers.ts';
import type { Message } from './messages.ts';
import type { Deviation, Drop, EventRow, Labels, OpenInstance, Outcome, Row } from './rows.ts';
import type { Situation } from './situation.ts';

export type Call =
  | QueryCall
  | EvaluateCall
  | PutEventCall
  | OpenInstanceCall
  | CloseInstanceCall
  | ReopenInstanceCall
  | LabelInstanceCall
  | DropWaitCall
  | GetInstanceCall
  | StartExecutionCall
  | DescribeExecutionCall
  | ReadHistoryCall
  | ReadResultCall
  | SendSuccessCall
  | SendFailureCall
  | SendMessageCall;

/** Reads the whole partition, strongly consistent. → `rows` */
export type QueryCall = { readonly call: 'query'; readonly instance: string };

/** What the waits do with the events in play. → `answers` */
export type EvaluateCall = { readonly call: 'evaluate'; readonly situation: Situation };

/** Puts the whole row. → `written` | `refused` */
export type PutEventCall = {
  readonly call: 'putEvent';
  readonly row: EventRow;
  readonly condition: EventCondition;
};
/** What must still be so of the row: no such row; status and put-back count; status, mark's target and put-back count. */
export type EventCondition =
  | { readonly kind: 'absent' }
  /** Settled in some way, and nothing has been done about it since. */
  | { readonly kind: 'settled'; readonly status: Deviation | Drop; readonly putBack: number }
  | { readonly kind: 'held'; readonly putBack: number }
  | { readonly kind: 'sent'; readonly to: string; readonly putBack: number };

/** If INSTANCE is absent (`after` 0.0), or closed in exactly the generation `after`. → `written` | `refused` */
export type OpenInstanceCall = {
  readonly call: 'openInstance';
  readonly row: OpenInstance;
  readonly after: Generation;
};

/** If INSTANCE is there, open and not newer than `generation`, or closed and older. → `written` | `refused` */
export type CloseInstanceCall = {
  readonly call: 'closeInstance';
  readonly instance: string;
  readonly generation: Generation;
  readonly outcome: Outcome;
  /** ISO 8601; also the sort key of the listing. */
  readonly closedAt: string;
  readonly lastState: string | undefined;
  readonly error: string | undefined;
  /** What an operator gave as the reason. */
  readonly reason?: string;
  readonly ttl: number;
};

/** If INSTANCE is closed and older than `generation`. Lists it under its `openedAt`. → `written` | `refused` */
export type ReopenInstanceCall = {
  readonly call: 'reopenInstance';
  readonly instance: string;
  readonly generation: Generation;
  readonly timerAt: string;
  readonly ttl: number;
};

/** Sets these labels, if INSTANCE is of that run, and no delivery of a higher order has set any. → `written` | `refused` */
export type LabelInstanceCall = {
  readonly call: 'labelInstance';
  readonly instance: string;
  readonly run: number;
  readonly labels: Labels;
  readonly order: number;
};

/** Deletes the WAIT if it has that token. → `written` | `refused` */
export type DropWaitCall = {
  readonly call: 'dropWait';
  readonly instance: string;
  readonly key: string;
  readonly token: string;
};

/** Strongly consistent. → `rows`, of one or none */
export type GetInstanceCall = { readonly call: 'getInstance'; readonly instance: string };

type OfExecution = { readonly choreography: string; readonly execution: string };

/** → `started` | `exists` */
export type StartExecutionCall = OfExecution & { readonly call: 'startExecution'; readonly input: string };

/** → `execution` */
export type DescribeExecutionCall = OfExecution & { readonly call: 'describeExecution' };

/** How the task ended whose token has this hash (`hashOf`), as the execution's history shows it. → `tokenEnd` */
export type ReadHistoryCall = OfExecution & { readonly call: 'readHistory'; readonly waitHash: string };

/** What the decision was to be made about whose token has this hash, as the execution's history shows it. → `result` */
export type ReadResultCall = OfExecution & { readonly call: 'readResult'; readonly waitHash: string };

/** → `accepted` | `unknown` (TaskTimedOut, TaskDoesNotExist, InvalidToken) */
export type SendSuccessCall = {
  readonly call: 'sendSuccess';
  readonly token: string;
  readonly output: string;
};

/** → `accepted` | `unknown` */
export type SendFailureCall = {
  readonly call: 'sendFailure';
  readonly token: string;
  readonly error: string;
  readonly cause: string;
};

/** To one of the choreography's two queues. → `queued` */
export type SendMessageCall = {
  readonly call: 'sendMessage';
  readonly choreography: string;
  readonly queue: QueueName;
  readonly message: Message;
  /** 0 … 900 */
  readonly delaySeconds: number;
};
export type QueueName = 'start' | 'events';

/** What only an operator's acts ask for. */
export type OperatorCall = ClaimInstanceCall | ReadEndCall | RedriveExecutionCall | StopExecutionCall;

/**
 * INSTANCE open in `generation`, if it is of that run and not that far yet, open or closed; or open in exactly that
 * generation, so that a claim can be repeated. → `written` | `refused`
 */
export type ClaimInstanceCall = {
  readonly call: 'claimInstance';
  readonly instance: string;
  readonly generation: Generation;
  readonly timerAt: string;
  readonly ttl: number;
};

/** In which state a failed execution ended, as its history shows it. → `executionEnd` */
export type ReadEndCall = OfExecution & { readonly call: 'readEnd' };

/** A call with a token that was used for it does nothing more. → `redriven` | `notRedrivable` */
export type RedriveExecutionCall = OfExecution & {
  readonly call: 'redriveExecution';
  readonly clientToken: string;
};

/** What has ended already stays as it ended. → `stopped` | `execution` of undefined, where there is none */
export type StopExecutionCall = OfExecution & {
  readonly call: 'stopExecution';
  readonly error: string;
  readonly cause: string;
};

export type Reply =
  | { readonly reply: 'rows'; readonly rows: readonly Row[] }
  | { readonly reply: 'answers'; readonly answers: Answers }
  | { readonly reply: 'written' }
  /** The condition was false. */
  | { readonly reply: 'refused' }
  | { readonly reply: 'started' }
  /** An execution of that name is there already. */
  | { readonly reply: 'exists' }
  | { readonly reply: 'execution'; readonly execution: ExecutionReport | undefined }
  | { readonly reply: 'tokenEnd'; readonly end: TokenEnd }
  | { readonly reply: 'result'; readonly result: TaskResult }
  | { readonly reply: 'accepted' }
  | { readonly reply: 'unknown' }
  | { readonly reply: 'queued' }
  | { readonly reply: 'executionEnd'; readonly end: ExecutionEnd }
  | { readonly reply: 'redriven' }
  /** In the service's own words. */
  | { readonly reply: 'notRedrivable'; readonly message: string }
  | { readonly reply: 'stopped' }
  | { readonly reply: 'throttled'; readonly message: string }
  /** No answer, or one that nothing follows from: whether it had its effect is not known. */
  | { readonly reply: 'failed'; readonly message: string };

/** What DescribeExecution, or a status-change event, says. */
export type ExecutionReport = {
  readonly status: 'running' | 'succeeded' | 'failed' | 'timed-out' | 'aborted';
  readonly redrive: number;
  readonly input?: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** ISO 8601 with milliseconds; absent while it runs. */
  readonly stoppedAt?: string;
  /** Why it cannot be redriven, in the service's own words; absent where it can. */
  readonly notRedrivable?: string;
};

export type ExecutionEnd =
  /** A redrive would only fail there again. */
  | { readonly kind: 'fail-state'; readonly state: string }
  | { readonly kind: 'otherwise' }
  | { readonly kind: 'not-shown' };

export type TokenEnd =
  /** By a SendTaskSuccess or SendTaskFailure that names an event and its put-back count. */
  | { readonly kind: 'event'; readonly identity: string; readonly putBack: number }
  /** By a deadline, an interrupt, the end of the execution, or somebody else's hand. */
  | { readonly kind: 'otherwise' }
  | { readonly kind: 'not-shown' };

export type TaskResult = { readonly kind: 'shown'; readonly value: Json } | { readonly kind: 'not-shown' };

import type { Problem } from './model.ts';

/** Every code a problem of a definition can have. Closed: tools and tests may rely on it. */
export const PROBLEM_CODES = [
  // The text
  'syntax',
  'too-complex',
  'duplicate-key',
  // The shape
  'wrong-type',
  'missing-key',
  'unknown-key',
  'unknown-value',
  'not-supported',
  // What it says
  'mixed-kinds',
  'id-format',
  'name-format',
  'name-reserved',
  'names-alike',
  'duplicate-name',
  'placeholder-in-text',
  'unknown-event',
  'unknown-target',
  'unknown-initial',
  'region-crossed',
  'history-unfit',
  'missing-correlation',
  'expression-invalid',
  'expression-refused',
  'expression-unknown-name',
  'expression-no-field',
  'expression-no-event',
  'variable-unavailable',
  'context-unknown',
  'assigned-twice',
  'assign-over-regions',
  'awaited-twice',
  'clock-over-regions',
  'publish-invalid',
  'task-invalid',
  'redact-invalid',
  'redacted-read',
  'pattern-invalid',
  'rule-too-long',
  'events-overlap',
  'events-maybe-overlap',
  'event-unused',
  'event-ignored-but-used',
  'repeated-entry',
  'duration-invalid',
  'duration-too-long',
  'duration-too-short',
  'due-after-deadline',
  'deadline-unreached',
  'dead-branch',
  'no-last-resort',
  'no-on-done',
  'on-done-never',
  'outcome-unread',
  'error-reserved',
  'error-ambiguous',
  'text-too-long',
  'no-start',
  'no-states',
  'state-unreachable',
  'no-way-out',
  'no-final-reachable',
  'loop-without-deadline',
  'endless-loop',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Keys and indexes from the document's root. */
export type Path = readonly (string | number)[];

/** A problem before its place in the file is known. */
export type Finding = {
  readonly code: ProblemCode;
  readonly message: string;
  readonly path: Path;
  /** Default: error. */
  readonly severity?: Problem['severity'];
  /** Point at the key instead of its value. Default: value. */
  readonly at?: 'key' | 'value';
  /** Point this many characters into the value's text. */
  readonly offset?: number;
};

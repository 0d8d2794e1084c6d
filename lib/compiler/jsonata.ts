/**
 * The JSONata that compiled machines hold. It computes instants, the order of a wait, what is remembered; and little of
 * the author's: guards are evaluated at delivery, for an expression that fails here would end the execution.
 */

/** A string that Step Functions evaluates. */
export function jsonata(expression: string): string {
  return `{% ${expression} %}`;
}

/** JSON's escapes are JSONata's too. */
export function text(value: string): string {
  return JSON.stringify(value);
}

/** A text of the author's, which must not be taken for JSONata when it looks like it. */
export function literal(value: string): string {
  return value.startsWith('{%') ? jsonata(text(value)) : value;
}

const CONTEXT = '$states.context';

export const INPUT = `${CONTEXT}.Execution.Input`;
export const TOKEN = `${CONTEXT}.Task.Token`;
export const CORRELATION_ID = `${INPUT}.correlationId`;

/** ISO 8601 with a precision that is nowhere promised. */
export const ENTERED_TIME = `${CONTEXT}.State.EnteredTime`;

/** Epoch milliseconds. */
export const ENTERED = `$toMillis(${ENTERED_TIME})`;

/** The entered time of the `all` around a member's wait, which its Parallel passes on. */
export const VISIT = '$toMillis($states.input.visit)';

/** The entered time of the place whose deadline was over, which the Catch passes on. */
export const ENTERED_BEFORE = '$toMillis($states.input.entered)';

/** Absent in an execution that was never redriven. */
export const REDRIVE = `$exists(${CONTEXT}.Execution.RedriveCount) ? ${CONTEXT}.Execution.RedriveCount : 0`;

const RETRY = `${CONTEXT}.State.RetryCount`;

/** Sorts as text: run, redrive, entered time, attempt. */
export const ORDER = [
  padded(`${INPUT}.run`, 6),
  padded(REDRIVE, 4),
  `$fromMillis(${ENTERED})`,
  padded(RETRY, 4),
].join(' & "#" & ');

function padded(number: string, width: number): string {
  return `$pad($string(${number}), -${width}, "0")`;
}

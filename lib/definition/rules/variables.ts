import type { NamedExpression } from '../draft-expressions.ts';

/** The variables of the language, without the `$`, and where each of them is. */
export const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['context', 'once there is an instance: not in what finds it (`correlation`, `identity`, `time`)'],
  ['id', 'once there is an instance: not in what finds it (`correlation`, `identity`, `time`)'],
  ['result', "on a task's `next` and `catch`"],
  ['item', 'inside a `forEach`'],
  ['items', 'on a `forEach` and inside it'],
  ['states', "in a task's `arguments`"],
]);

/** What Step Functions adds to JSONata, where it evaluates an expression itself. */
export const STEP_FUNCTIONS: ReadonlySet<string> = new Set([
  'hash',
  'parse',
  'partition',
  'random',
  'range',
  'uuid',
]);

/** These are ASL: Step Functions evaluates them, once. */
export function isTaskArgument({ role }: Pick<NamedExpression, 'role'>): boolean {
  return role === 'arguments';
}

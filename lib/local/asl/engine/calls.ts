/** Calls of integrations: what a task that is started asks for, and what comes back. */
import type { Integrations, TaskCall } from '../../service.ts';
import type { Entry } from './entry.ts';
import type { TaskPhase, TaskRequest } from './execution.ts';

export type Integrate = (request: Parameters<Integrations>[0], call: TaskCall) => ReturnType<Integrations>;

/** A started task that has no reply, and whose it is. */
export type DueCall = { readonly phase: TaskPhase; readonly request: TaskRequest; readonly by: TaskCall };

const NONE: readonly DueCall[] = [];

/** Those that have not been called yet, which they are from now on. */
export function takeDueCalls(entry: Entry): readonly DueCall[] {
  const { execution, called } = entry;
  let due: DueCall[] | undefined;
  for (const { phase, state } of execution.branches) {
    if (phase.kind !== 'task' || !phase.started) continue;
    const { request, token, attempt } = phase;
    if (request === undefined || called.includes(attempt)) continue;
    const by = { execution: execution.arn, state };
    due ??= [];
    due.push({ phase, request, by: token === undefined ? by : { ...by, token } });
  }
  // Mostly: it is asked before each step.
  if (due === undefined) return NONE;
  entry.called = [...called, ...due.map(({ phase }) => phase.attempt)];
  return due;
}

/** Takes down what the integration says; an error of its own is a failure of the task. */
export async function perform({ phase, request, by }: DueCall, integrate: Integrate): Promise<void> {
  try {
    phase.reply = await integrate(request, by);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    phase.reply = { kind: 'failed', error: 'States.TaskFailed', cause };
  }
  // Nobody asks again, and an execution may wait for long.
  phase.request = undefined;
}

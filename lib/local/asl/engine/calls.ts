/** Calls of integrations: what a task that is started asks for, and what comes back. */
import type { Integrations, TaskCall } from '../../service.ts';
import type { Answer, Execution, TaskPhase } from './execution.ts';

export type Integrate = (request: Parameters<Integrations>[0], call: TaskCall) => ReturnType<Integrations>;

/** A started task that has no reply, and whose it is. */
export type DueCall = { readonly phase: TaskPhase; readonly by: TaskCall };

export function dueCalls({ arn, branches }: Execution, called: ReadonlySet<string>): readonly DueCall[] {
  return branches.flatMap(({ phase, state }) => {
    if (phase.kind !== 'task' || !phase.started || phase.reply !== undefined) return [];
    if (called.has(phase.attempt)) return [];
    const by = { execution: arn, state };
    return [{ phase, by: phase.token === undefined ? by : { ...by, token: phase.token } }];
  });
}

/** What the integration says; an error of its own is a failure of the task. */
export async function perform({ phase, by }: DueCall, integrate: Integrate): Promise<Answer> {
  try {
    return await integrate(phase.request, by);
  } catch (error) {
    return {
      kind: 'failed',
      error: 'States.TaskFailed',
      cause: error instanceof Error ? error.message : String(error),
    };
  }
}

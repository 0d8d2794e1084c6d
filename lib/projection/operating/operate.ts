/** Performs the calls of an operator's act, one after the other, until it ends. */
import type { Call, OperatorCall, Reply } from '../calls.ts';
import { Throttled } from '../ports.ts';
import type { OperatorPorts } from '../ports.ts';
import { perform } from '../run.ts';
import type { OperatorEnd, OperatorStep, OperatorSurroundings } from './acts.ts';
import { ended } from './acts.ts';

/** Every act has a few; where somebody else is always first, the operator should know. */
const MOST_CALLS = 100;

export async function operate<Phase>(
  first: OperatorStep<Phase>,
  next: (phase: Phase, reply: Reply, around: OperatorSurroundings) => OperatorStep<Phase>,
  ports: OperatorPorts,
  around: () => OperatorSurroundings,
): Promise<OperatorEnd> {
  let step = first;
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    if (step.kind === 'end') return step.end;
    step = next(step.phase, await performAct(step.call, ports), around());
  }
  return ended('failed', `Others keep changing it: not done after ${MOST_CALLS} calls.`).end;
}

/** Throttled and unanswered calls are replies too. */
export async function performAct(call: Call | OperatorCall, ports: OperatorPorts): Promise<Reply> {
  switch (call.call) {
    case 'claimInstance':
    case 'readEnd':
    case 'redriveExecution':
    case 'stopExecution':
      return answered(call.call, () => performed(call, ports));
    default:
      return perform(call, ports);
  }
}

async function answered(name: string, call: () => Promise<Reply>): Promise<Reply> {
  try {
    return await call();
  } catch (error) {
    const message = `${name}: ${error instanceof Error ? error.message : String(error)}`;
    return { reply: error instanceof Throttled ? 'throttled' : 'failed', message };
  }
}

async function performed(call: OperatorCall, { table, executions }: OperatorPorts): Promise<Reply> {
  switch (call.call) {
    case 'claimInstance':
      return { reply: await table.claimInstance(call) };
    case 'readEnd':
      return { reply: 'executionEnd', end: await executions.readEnd(call) };
    case 'redriveExecution': {
      const answer = await executions.redrive(call);
      return answer === 'redriven'
        ? { reply: 'redriven' }
        : { reply: 'notRedrivable', message: answer.notRedrivable };
    }
    case 'stopExecution':
      return (await executions.stop(call)) === 'stopped'
        ? { reply: 'stopped' }
        : { reply: 'execution', execution: undefined };
  }
}

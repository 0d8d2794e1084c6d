/** The steps that the sweep decides on. Where a condition is false, somebody was quicker, or it is another state's turn. */
import { Throttled } from '../../lib/projection/ports.ts';
import type { Beginning } from '../../lib/projection/phases.ts';
import type { OpenInstance } from '../../lib/projection/rows.ts';
import { afterCheck } from '../../lib/projection/sweep.ts';
import type { CheckStep, SweepStep } from '../../lib/projection/sweep.ts';
import { runFor } from '../surroundings.ts';
import type { Sweep } from './sweeping.ts';

/** `put off`: it has no turn in this sweep, and what follows from it has none either. */
export async function perform(step: SweepStep, sweeping: Sweep): Promise<'done' | 'put off'> {
  const { clock, timers } = sweeping;
  switch (step.step) {
    case 'report':
      await timers.report(step, clock());
      return 'done';
    case 'moveWait':
      await timers.moveWait(step);
      return 'done';
    case 'moveInstance':
      await timers.moveInstance(step);
      return 'done';
    case 'answer': {
      const { instance, token } = step.wait;
      await loop(step.wait, { kind: 'wait', instance, token }, sweeping);
      return 'done';
    }
    case 'check':
      return check(step.instance, sweeping);
  }
}

async function check(instance: OpenInstance, sweeping: Sweep): Promise<'done' | 'put off'> {
  if (sweeping.checks === 0) return 'put off';
  sweeping.checks -= 1;
  const { choreography, execution } = instance;
  const { clock, ports } = sweeping;
  const report = await ports.executions.describe({ call: 'describeExecution', choreography, execution });
  for (const step of afterCheck(instance, report, clock())) await follow(step, sweeping);
  return 'done';
}

async function follow(step: CheckStep, sweeping: Sweep): Promise<void> {
  switch (step.step) {
    case 'warn':
      await sweeping.timers.warn(step, sweeping.clock());
      return;
    case 'settle': {
      const { choreography, execution } = step.instance;
      if (step.report.status !== 'running') await callBack(step.instance, sweeping);
      return loop(step.instance, { kind: 'closing', choreography, execution, report: step.report }, sweeping);
    }
    case 'start': {
      const { instance, openedBy: identity } = step.instance;
      return loop(step.instance, { kind: 'look', instance, identity, putBack: 0 }, sweeping);
    }
  }
}

/** Seconds: longer than a sweep can take. */
const AFTERWARDS = 60;

/**
 * Once INSTANCE is closed no sweep looks at it again. Should this one die before it has settled what is held, somebody
 * still goes through the loop; otherwise there is nothing left to do for them.
 */
async function callBack({ choreography, instance, openedBy }: OpenInstance, { ports }: Sweep): Promise<void> {
  await ports.queue.send({
    call: 'sendMessage',
    choreography,
    queue: 'events',
    message: { kind: 'deliver', deliver: { instance, identity: openedBy } },
    delaySeconds: AFTERWARDS,
  });
}

async function loop(
  { choreography, instance }: { readonly choreography: string; readonly instance: string },
  beginning: Beginning,
  sweeping: Sweep,
): Promise<void> {
  const end = await runFor(choreography, beginning, sweeping);
  if (end.end === 'throttled') throw new Throttled(end.why);
  if (end.end === 'returned') throw new Error(`${instance}: ${end.why}`);
}

/** What the operator's calls do to the world. */
import type { Call, OperatorCall } from '../../../lib/projection/calls.ts';
import { endsIn } from './runs.ts';
import { closing, perform } from './performing.ts';
import type { Performed } from './performing.ts';
import type { World } from './state.ts';
import { claim } from '../../../lib/testing/world/table-rules.ts';
import type { Explored } from './world.ts';

export type Operated = Performed & {
  /** A redrive had its effect. */
  readonly redrives?: boolean;
  /** An event was put back: a new life of it begins. */
  readonly revives?: boolean;
  readonly violation?: string;
};

export function operate(of: Explored, world: World, call: Call | OperatorCall, instance: number): Operated {
  const executions = world.executions[instance]?.is ?? { runs: [], tokens: [] };
  const machine = of.machine(instance);
  const newest = executions.runs.at(-1);
  switch (call.call) {
    case 'claimInstance': {
      if (!of.rules.claimFirst) return { reply: { reply: 'written' } };
      const { rows, reply } = claim(world.rows.is, call, of.rules);
      return rows === world.rows.is ? { reply } : { rows, reply };
    }
    case 'readEnd': {
      const run = executions.runs[of.runOf(call.execution).run - 1];
      const state = run === undefined ? undefined : endsIn(machine.plan, run);
      const end =
        state === undefined ? { kind: 'otherwise' as const } : { kind: 'fail-state' as const, state };
      return { reply: { reply: 'executionEnd', end } };
    }
    case 'redriveExecution': {
      const { run: number } = of.runOf(call.execution);
      const run = executions.runs[number - 1];
      const token = of.rules.clientToken ? call.clientToken : undefined;
      if (token !== undefined && run?.redrivenBy?.includes(token) === true)
        return { reply: { reply: 'redriven' } };
      if (run?.spent === true || (run?.status !== 'failed' && run?.status !== 'aborted'))
        return { reply: { reply: 'notRedrivable', message: 'it does not stand failed.' } };
      if (run !== newest) {
        const twice = newest?.status === 'running' ? { violation: 'TWO RUNS at once' } : {};
        return { ...twice, reply: { reply: 'redriven' } };
      }
      const after = machine.redrive(executions, token);
      return {
        executions: after,
        redrives: true,
        ...closing(executions, after, instance),
        reply: { reply: 'redriven' },
      };
    }
    case 'stopExecution': {
      const run = executions.runs[of.runOf(call.execution).run - 1];
      if (run === undefined) return { reply: { reply: 'execution', execution: undefined } };
      if (run.status !== 'running' || run !== newest) return { reply: { reply: 'stopped' } };
      const { error, cause } = call;
      const after = machine.close(executions, { status: 'aborted', error, cause });
      return { executions: after, ...closing(executions, after, instance), reply: { reply: 'stopped' } };
    }
    default: {
      const performed = perform(of, world, { call });
      const revives =
        call.call === 'putEvent' && call.condition.kind === 'settled' && performed.rows !== undefined;
      return revives ? { ...performed, revives } : performed;
    }
  }
}

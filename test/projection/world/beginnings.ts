/** What a message sets going. */
import type { Beginning } from '../../../lib/projection/phases.ts';
import { executionName } from '../../../lib/projection/execution.ts';
import type { Executions } from './runs.ts';
import type { Message } from './messages.ts';
import type { Explored } from './world.ts';

export function beginningOf(
  of: Explored,
  executions: Executions | undefined,
  { kind, subject, name, instance: index, life }: Message,
): Beginning {
  const instance = of.partition(index);
  switch (kind) {
    case 'event':
      return { kind: 'event', instance, identity: name, event: of.occurrence(name) };
    case 'list': {
      const instances = of.machines.map((machine) => machine.instance);
      return { kind: 'several', event: of.occurrence(name), instances };
    }
    case 'again':
      return { kind: 'event', instance, identity: name };
    case 'look':
      return { kind: 'look', instance, identity: name, putBack: life };
    case 'wait':
      return { kind: 'wait', instance, token: subject };
    case 'check':
      return {
        kind: 'closing',
        choreography: 'm',
        execution: executionName(of.machine(index).correlationId, life),
      };
    default: {
      const [run = 1, redrive = 0] = name.split('.').map(Number);
      const found = executions?.runs[run - 1];
      if (found === undefined) throw new Error(`no run ${run}`);
      const closed = found.redrive === redrive && found.status !== 'running';
      const report = of.report(closed ? found : { ...found, status: 'failed', redrive });
      const execution = executionName(of.machine(index).correlationId, run);
      return { kind: 'closing', choreography: 'm', execution, ended: true, report };
    }
  }
}

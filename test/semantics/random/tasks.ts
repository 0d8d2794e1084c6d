/** How the tasks of random choreographies end: by their name, their argument and the time alone, for both sides. */
import type { Json } from '../../../lib/definition/model.ts';
import type { IntegrationOutcome } from '../../../lib/local/service.ts';
import { T0 } from './sequences.ts';

export function outcomeOf(task: string, argument: Json | undefined, now: number): IntegrationOutcome {
  const number = task.charCodeAt(task.length - 1) + Math.floor((now - T0) / 1000);
  const x = argument === undefined ? {} : { x: argument };
  switch (number % 5) {
    case 0:
      return { kind: 'failed', error: 'Broken', cause: 'It broke' };
    case 1:
      return { kind: 'failed', error: 'Other', cause: 'Something else' };
    default:
      return { kind: 'succeeded', output: { v: number % 5, ...x } };
  }
}

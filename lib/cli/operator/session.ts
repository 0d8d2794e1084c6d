import { createOperatorExecutions } from '../../../lambdas/adapters/operating-executions.ts';
import { createOperatorTable } from '../../../lambdas/adapters/operating-table.ts';
import { createQueue } from '../../../lambdas/adapters/queue.ts';
import type { OperatorPorts } from '../../projection/ports.ts';
import { DEFAULT_PREFIX } from '../settings.ts';
import { createClients } from './clients.ts';
import { deployedOf, tableNameOf } from './deployed.ts';
import type { Deployed } from './deployed.ts';
import { asUserError } from './refusals.ts';
import { demandChoreography, findStack } from './stack.ts';
import type { Stack } from './stack.ts';

/** What a command has at hand while it runs. */
export type Session = {
  readonly stack: Stack;
  readonly tableName: string;
  readonly ports: OperatorPorts;
};

/** `id`: of the choreography that the command is about. */
export type About = Session & { readonly id: string; readonly deployed: Deployed };

/** Finds the monitor, and lets the command at it. @throws UserError for all that the user can put right. */
export async function withSession<T>(
  prefix: string | undefined,
  use: (session: Session) => Promise<T>,
  first?: string,
): Promise<T> {
  const clients = createClients();
  try {
    const stack = await findStack(clients, prefix ?? process.env['CHOREOGRAPHY_PREFIX'] ?? DEFAULT_PREFIX);
    if (first !== undefined) demandChoreography(stack, first);
    const tableName = await tableNameOf(stack, first);
    return await use({
      stack,
      tableName,
      ports: {
        table: createOperatorTable(clients.table, tableName),
        executions: createOperatorExecutions(clients.executions, stack.stateMachineArnPrefix),
        queue: createQueue(clients.queues, stack.queueUrlPrefix),
      },
    });
  } catch (error) {
    throw asUserError(error);
  } finally {
    clients.destroy();
  }
}

/** The same, about one choreography. @throws UserError where it is not deployed, too. */
export function aboutChoreography<T>(
  id: string,
  prefix: string | undefined,
  use: (about: About) => Promise<T>,
): Promise<T> {
  const about = async (session: Session): Promise<T> =>
    use({ ...session, id, deployed: await deployedOf(session.stack, id) });
  return withSession(prefix, about, id);
}

import { parseArgs } from 'node:util';
import { beginClose, nextClose } from '../../projection/operating/close.ts';
import { instancePartition } from '../../projection/partitions.ts';
import { UserError } from '../errors.ts';
import { perform, report } from '../operator/outcome.ts';
import { aboutChoreography } from '../operator/session.ts';

export const usage = `choreo close CHOREOGRAPHY ID --reason TEXT [--prefix NAME] [--json]

Ends an instance by hand: its execution is stopped, and what is held for it is settled as after any other end. The
reason is kept with the instance, and told in "Choreography Instance Closed".

  --reason TEXT    why, for those who look at it later
  --prefix NAME    of the monitor (default choreography-monitor, or CHOREOGRAPHY_PREFIX)
  --json           the outcome as JSON`;

const LONGEST_REASON = 1000;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { reason: { type: 'string' }, prefix: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [id, correlationId, ...more] = positionals;
  if (id === undefined || correlationId === undefined || more.length > 0)
    throw new UserError(`A choreography and the id of one instance are expected.\n\n${usage}`);
  const reason = reasonIn(values.reason);
  const instance = instancePartition(id, correlationId);
  return aboutChoreography(id, values.prefix, async (about) => {
    const end = await perform(
      () => beginClose({ instance, reason }),
      nextClose,
      about,
      about.deployed.failures,
    );
    return report(end, values.json === true, { choreography: id, instance: correlationId });
  });
}

function reasonIn(given: string | undefined): string {
  const reason = given?.trim() ?? '';
  if (reason === '')
    throw new UserError('Say why it is closed: --reason "The customer withdrew the order by telephone."');
  if (reason.length <= LONGEST_REASON) return reason;
  throw new UserError(
    `The reason has ${reason.length} characters; ${LONGEST_REASON} are kept. Say it in fewer.`,
  );
}

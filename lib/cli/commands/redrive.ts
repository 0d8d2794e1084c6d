import { parseArgs } from 'node:util';
import { beginRedrive, nextRedrive } from '../../projection/operating/redrive.ts';
import { instancePartition } from '../../projection/partitions.ts';
import { UserError } from '../errors.ts';
import { perform, report } from '../operator/outcome.ts';
import { aboutChoreography } from '../operator/session.ts';

export const usage = `choreo redrive CHOREOGRAPHY ID [--run N] [--prefix NAME] [--json]

Lets an instance go on where it failed: one that was halted, stopped, or failed outside of a failed final state. It is
claimed first, so that no start event opens another run beside it; AWS's own console does not do that.

  --run N          only if that is still the newest run
  --prefix NAME    of the monitor (default choreography-monitor, or CHOREOGRAPHY_PREFIX)
  --json           the outcome as JSON`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { run: { type: 'string' }, prefix: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [id, correlationId, ...more] = positionals;
  if (id === undefined || correlationId === undefined || more.length > 0)
    throw new UserError(`A choreography and the id of one instance are expected.\n\n${usage}`);
  const run = runIn(values.run);
  const of = { instance: instancePartition(id, correlationId), ...(run !== undefined && { run }) };
  return aboutChoreography(id, values.prefix, async (about) => {
    const end = await perform(() => beginRedrive(of), nextRedrive, about, about.deployed.failures);
    return report(end, values.json === true, { choreography: id, instance: correlationId });
  });
}

function runIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const run = Number(text);
  if (Number.isInteger(run) && run > 0) return run;
  throw new UserError(`--run is "${text}"; runs are counted from 1.`);
}

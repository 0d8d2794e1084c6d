import { parseArgs } from 'node:util';
import { KEY } from '../../definition/wire.ts';
import { cutKey } from '../../projection/cut.ts';
import { beginPutBack, nextPutBack } from '../../projection/operating/put-back.ts';
import { instancePartition, strangerPartition } from '../../projection/partitions.ts';
import { UserError } from '../errors.ts';
import { deadQueues } from '../operator/dead-letters.ts';
import { perform, report } from '../operator/outcome.ts';
import { putBackLetter } from '../operator/put-back.ts';
import { aboutChoreography } from '../operator/session.ts';

export const usage = `choreo resubmit CHOREOGRAPHY [ID] EVENT [--prefix NAME] [--json]

Gives one event that was not consumed to its instance once more, whatever became of it: also one that was dropped.
Without the ID of an instance it is an event of none (uncorrelated, ambiguous, or a dead letter): it goes to its queue
again, and is recognised by what is deployed now. An event that has moved its instance is refused: it does so once.

  EVENT            the event's identity, as choreo inbox shows it
  --prefix NAME    of the monitor (default choreography-monitor, or CHOREOGRAPHY_PREFIX)
  --json           the outcome as JSON`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { prefix: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [id, first, second, ...more] = positionals;
  if (id === undefined || first === undefined || more.length > 0)
    throw new UserError(
      `A choreography, the id of an instance and an event's identity are expected.\n\n${usage}`,
    );
  const identity = cutKey(second ?? first, KEY.event);
  const instance = second === undefined ? strangerPartition(id, identity) : instancePartition(id, first);
  return aboutChoreography(id, values.prefix, async (about) => {
    const end = await perform(() => beginPutBack({ instance, identity, named: true }), nextPutBack, about);
    const isLetter = end.end === 'absent' && second === undefined;
    const letter = isLetter
      ? await putBackLetter(about.stack, deadQueues(about.stack, [id]), identity)
      : undefined;
    return report(letter ?? end, values.json === true, {
      choreography: id,
      ...(second !== undefined && { instance: first }),
      identity,
    });
  });
}

import { parseArgs } from 'node:util';
import { instancePartition } from '../../projection/partitions.ts';
import { UserError } from '../errors.ts';
import { deadQueues, lookAt, MOST_LETTERS } from '../operator/dead-letters.ts';
import { byAge, IN_INBOX, printEntry, STATUSES, statusesIn } from '../operator/entries.ts';
import type { Entry, Status } from '../operator/entries.ts';
import { entriesOf, newestEntries } from '../operator/listed.ts';
import { withSession } from '../operator/session.ts';
import type { Session } from '../operator/session.ts';
import { putBack, usage as putBackUsage } from './put-back.ts';

export const usage = `choreo inbox [CHOREOGRAPHY] [--instance ID] [--status STATUS,…] [--limit N] [--prefix NAME] [--json]

Lists the events that wait for their turn, or have had nobody, with the reason: held, orphan, unexpected, late,
uncorrelated, ambiguous, failed-action, and dead: the dead letters, of which up to ${MOST_LETTERS} of each queue are looked at.

  --instance ID    what one instance has; there also with --status ignored, stale
  --status …       only these; may be given several times (default: all but those that the author dropped)
  --limit N        how many, newest first (default 100)
  --prefix NAME    of the monitor (default choreography-monitor, or CHOREOGRAPHY_PREFIX)
  --json           { "entries": [ … ], "more": true where there are others }

${putBackUsage}`;

const DEFAULT_LIMIT = 100;

export async function run(args: readonly string[]): Promise<number> {
  if (args[0] === 'put-back') return putBack(args.slice(1));
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      instance: { type: 'string' },
      status: { type: 'string', multiple: true },
      limit: { type: 'string' },
      prefix: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const [id, ...more] = positionals;
  if (more.length > 0) throw new UserError(`One choreography is expected.\n\n${usage}`);
  const of = values.instance;
  if (of !== undefined && id === undefined)
    throw new UserError('--instance needs its choreography: choreo inbox CHOREOGRAPHY --instance ID');
  const statuses: ReadonlySet<Status> =
    statusesIn(values.status, of === undefined ? IN_INBOX : STATUSES) ?? new Set(IN_INBOX);
  const limit = limitIn(values.limit);
  return withSession(
    values.prefix,
    async (session) => {
      const found =
        of !== undefined && id !== undefined
          ? await ofInstance(session, instancePartition(id, of), statuses, limit)
          : await ofAll(session, id === undefined ? session.stack.choreographies : [id], statuses, limit);
      print(found, values.json === true);
      return 0;
    },
    id,
  );
}

type Found = { readonly entries: readonly Entry[]; readonly more: boolean };

async function ofInstance(
  session: Session,
  instance: string,
  statuses: ReadonlySet<Status>,
  limit: number,
): Promise<Found> {
  const all = await entriesOf(session, instance, statuses);
  return { entries: all.slice(0, limit), more: all.length > limit };
}

async function ofAll(
  session: Session,
  choreographies: readonly string[],
  statuses: ReadonlySet<Status>,
  limit: number,
): Promise<Found> {
  const letters = statuses.has('dead') ? await deadLetters(session, choreographies) : [];
  const { entries, more } = await newestEntries(session, choreographies, statuses, limit);
  const all = [...letters, ...entries].sort(byAge);
  return { entries: all.slice(0, limit), more: more || all.length > limit };
}

async function deadLetters({ stack }: Session, choreographies: readonly string[]): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  const looks = deadQueues(stack, choreographies).map((queue) =>
    lookAt(stack, queue, ({ entry }) => {
      found.push(entry);
      return Promise.resolve('left');
    }),
  );
  await Promise.all(looks);
  return found;
}

function print({ entries, more }: Found, json: boolean): void {
  const lines = json
    ? [JSON.stringify({ entries, more })]
    : [
        ...(entries.length === 0 ? ['The inbox is empty.'] : entries.map(printEntry)),
        ...(more ? [`There are more: see them with --limit, or ask for fewer with --status.`] : []),
      ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function limitIn(text: string | undefined): number {
  const limit = text === undefined ? DEFAULT_LIMIT : Number(text);
  if (Number.isInteger(limit) && limit > 0) return limit;
  throw new UserError(`--limit is "${text ?? ''}"; it must be a whole number above 0.`);
}

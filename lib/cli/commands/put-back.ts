import { parseArgs } from 'node:util';
import { every } from '../../definition/suggest.ts';
import { KEY } from '../../definition/wire.ts';
import { cutKey } from '../../projection/cut.ts';
import type { OperatorEnd } from '../../projection/operating/acts.ts';
import { UserError } from '../errors.ts';
import { deadQueues } from '../operator/dead-letters.ts';
import { IN_INBOX, statusesIn } from '../operator/entries.ts';
import type { Status } from '../operator/entries.ts';
import { listedEntries } from '../operator/listed.ts';
import { report, wordsFor } from '../operator/outcome.ts';
import { putBackAll, putBackEntry, putBackLetter, putBackLetters } from '../operator/put-back.ts';
import type { Done, Meant } from '../operator/put-back.ts';
import { withSession } from '../operator/session.ts';
import type { Session } from '../operator/session.ts';

export const usage = `choreo inbox put-back [CHOREOGRAPHY] (--event IDENTITY [--instance ID] | --all [--status STATUS,…]) [--prefix NAME] [--json]

Puts one event back, or all: it is held again as if it had come now, and goes to the first wait that awaits it; dead
letters go back to their queue. An event that is taken meanwhile stays so: none is ever consumed twice.

  --event IDENTITY   one event, as choreo inbox shows it
  --instance ID      whose, where several instances have an event of that identity
  --all              all that are late, orphan or unexpected
  --status …         others instead: ${['late', 'orphan', 'unexpected', 'uncorrelated', 'ambiguous', 'held', 'dead'].join(', ')}`;

const PUT_BACK = IN_INBOX.filter((status) => status !== 'failed-action');
const BY_DEFAULT: ReadonlySet<Status> = new Set(['late', 'orphan', 'unexpected']);

export async function putBack(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      event: { type: 'string' },
      instance: { type: 'string' },
      all: { type: 'boolean' },
      status: { type: 'string', multiple: true },
      prefix: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const [id, ...more] = positionals;
  if (more.length > 0 || (values.event === undefined) === (values.all !== true))
    throw new UserError(`Either --event or --all is expected.\n\n${usage}`);
  if (values.event === undefined && values.instance !== undefined)
    throw new UserError('--instance says whose event is meant, so it needs --event.');
  if (values.event !== undefined && values.status !== undefined)
    throw new UserError('--status says which of all are meant, so it needs --all.');
  if (values.instance !== undefined && id === undefined)
    throw new UserError('--instance needs its choreography: choreo inbox put-back CHOREOGRAPHY --event …');
  const statuses = statusesIn(values.status, PUT_BACK) ?? BY_DEFAULT;
  const json = values.json === true;
  return withSession(
    values.prefix,
    (session) => {
      const of = id === undefined ? session.stack.choreographies : [id];
      const identity = values.event === undefined ? undefined : cutKey(values.event, KEY.event);
      return identity === undefined
        ? all(session, of, statuses, json)
        : one(session, of, identity, values.instance, json);
    },
    id,
  );
}

async function one(
  session: Session,
  choreographies: readonly string[],
  identity: string,
  instance: string | undefined,
  json: boolean,
): Promise<number> {
  const candidates = await candidatesFor(session, choreographies, identity, instance);
  const [entry, ...others] = candidates;
  if (entry !== undefined && others.length > 0)
    throw new UserError(
      `Several have an event "${identity}": ${every(candidates.map(called))}. Say which: choreo inbox put-back CHOREOGRAPHY --event ${identity} --instance ID`,
    );
  if (entry !== undefined) return report(await putBackEntry(session, entry), json, { ...about(entry) });
  const letter = await putBackLetter(session.stack, deadQueues(session.stack, choreographies), identity);
  const none: OperatorEnd = {
    end: 'absent',
    why: `There is no event "${identity}" in the inbox of ${choreographies.join(', ')}.`,
  };
  return report(letter ?? none, json, { identity });
}

/** The event's name is known where it was listed. */
type Named = Meant & { readonly event?: string };

async function candidatesFor(
  session: Session,
  choreographies: readonly string[],
  identity: string,
  instance: string | undefined,
): Promise<readonly Named[]> {
  const [choreography] = choreographies;
  if (instance !== undefined && choreography !== undefined) return [{ choreography, instance, identity }];
  const found: Named[] = [];
  const listed = new Set<Status>(PUT_BACK);
  for (const id of choreographies)
    for await (const entry of listedEntries(session, id, listed))
      if (entry.identity === identity) found.push(entry);
  return found;
}

async function all(
  session: Session,
  choreographies: readonly string[],
  statuses: ReadonlySet<Status>,
  json: boolean,
): Promise<number> {
  const { stack } = session;
  const counts = { done: 0, refused: 0 };
  const tell = ({ entry, end }: Done): void => {
    counts[end.end === 'done' ? 'done' : 'refused'] += 1;
    const line = json
      ? JSON.stringify({ ...about(entry), outcome: end.end, message: end.why })
      : `${called(entry)}, ${entry.event}, ${entry.identity}: ${wordsFor(end)}`;
    process.stdout.write(`${line}\n`);
  };
  await putBackAll(session, choreographies, statuses, tell);
  if (statuses.has('dead'))
    for (const queue of deadQueues(stack, choreographies)) {
      const count = await putBackLetters(stack, queue);
      counts.done += count;
      if (count === 0) continue;
      const line = json
        ? JSON.stringify({ queue: `${stack.prefix}-${queue.home}`, letters: count, outcome: 'done' })
        : `${stack.prefix}-${queue.home}: ${plural(count, 'dead letter goes', 'dead letters go')} back to it.`;
      process.stdout.write(`${line}\n`);
    }
  if (!json) process.stdout.write(`${summary(counts)}\n`);
  return counts.refused === 0 ? 0 : 1;
}

function summary({ done, refused }: { readonly done: number; readonly refused: number }): string {
  if (done + refused === 0) return 'There is nothing to put back.';
  const back = plural(done, 'was put back', 'were put back');
  return refused === 0 ? `${back}.` : `${back}, ${refused} not.`;
}

function plural(count: number, one: string, several: string): string {
  return `${count} ${count === 1 ? one : several}`;
}

function called({ choreography, instance }: Meant): string {
  return instance === undefined ? choreography : `${choreography} ${instance}`;
}

function about({ choreography, instance, event, identity }: Named) {
  return {
    choreography,
    ...(instance !== undefined && { instance }),
    ...(event !== undefined && { event }),
    identity,
  };
}

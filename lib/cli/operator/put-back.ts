import type { OperatorEnd } from '../../projection/operating/acts.ts';
import { beginPutBack, nextPutBack } from '../../projection/operating/put-back.ts';
import { instancePartition, strangerPartition } from '../../projection/partitions.ts';
import { countOf, lookAt, sendHome } from './dead-letters.ts';
import type { DeadQueue } from './dead-letters.ts';
import type { Entry, Status } from './entries.ts';
import { listedEntries } from './listed.ts';
import { moveHome } from './move-task.ts';
import { perform } from './outcome.ts';
import type { Session } from './session.ts';
import type { Stack } from './stack.ts';

export type Done = { readonly entry: Entry; readonly end: OperatorEnd };

const AT_ONCE = 8;

/** Which event is meant; without `instance` one of none. */
export type Meant = Pick<Entry, 'choreography' | 'instance' | 'identity'>;

export function putBackEntry(
  session: Session,
  { choreography, instance, identity }: Meant,
): Promise<OperatorEnd> {
  const partition =
    instance === undefined
      ? strangerPartition(choreography, identity)
      : instancePartition(choreography, instance);
  const of = { instance: partition, identity, named: false };
  return perform(() => beginPutBack(of), nextPutBack, session);
}

/** All of these statuses that the tables list; told of each as it is done. */
export async function putBackAll(
  session: Session,
  choreographies: readonly string[],
  statuses: ReadonlySet<Status>,
  onDone: (done: Done) => void,
): Promise<void> {
  let some: Entry[] = [];
  const settle = async (): Promise<void> => {
    const ends = some.map(async (entry) => ({ entry, end: await putBackEntry(session, entry) }));
    some = [];
    for (const done of await Promise.all(ends)) onDone(done);
  };
  for (const choreography of choreographies)
    for await (const entry of listedEntries(session, choreography, statuses)) {
      some.push(entry);
      if (some.length === AT_ONCE) await settle();
    }
  await settle();
}

/** The dead letter of that identity goes to the queue it came from. */
export async function putBackLetter(
  stack: Stack,
  queues: readonly DeadQueue[],
  identity: string,
): Promise<OperatorEnd | undefined> {
  let sent: Entry | undefined;
  for (const queue of queues)
    await lookAt(stack, queue, async (letter) => {
      if (sent !== undefined || letter.entry.identity !== identity) return 'left';
      await sendHome(stack, letter);
      sent = letter.entry;
      return 'settled';
    });
  return sent === undefined
    ? undefined
    : { end: 'done', why: `The dead letter "${sent.event}" is in its queue again.` };
}

/** All dead letters of a queue. The result is how many, as far as SQS knows. */
export async function putBackLetters(stack: Stack, queue: DeadQueue): Promise<number> {
  const count = await countOf(stack, queue);
  if (count === 0 || (await moveHome(stack, queue)) === 'moving') return count;
  let sent = 0;
  for (let before = -1; sent > before;) {
    before = sent;
    await lookAt(stack, queue, async (letter) => {
      await sendHome(stack, letter);
      sent += 1;
      return 'settled';
    });
  }
  return sent;
}

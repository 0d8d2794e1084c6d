import { KEY } from '../../definition/wire.ts';
import { isMadeUp } from '../../projection/no-instance.ts';
import { DEVIATIONS, DROPS } from '../../projection/rows.ts';
import { UserError } from '../errors.ts';
import { didYouMean } from '../../definition/suggest.ts';

/** What can be in the inbox; the last one lies in no table, but in a dead-letter queue. */
export const IN_INBOX = ['held', ...DEVIATIONS, 'dead'] as const;
/** Of one instance, also what nobody misses can be asked for. */
export const STATUSES = [...IN_INBOX, ...DROPS] as const;
export type Status = (typeof STATUSES)[number];

/** One event that waits for somebody, or has had nobody. */
export type Entry = {
  readonly status: Status;
  readonly choreography: string;
  /** The correlation id; absent where it is of no instance, or nobody knows. */
  readonly instance?: string;
  readonly event: string;
  readonly identity: string;
  /** Since when: ISO 8601. */
  readonly at: string;
  readonly reason: string;
  /** How often it was put back. */
  readonly putBack: number;
};

/** Without an instance's id where it has none. */
export function correlationIdOf(partitionKey: string): string | undefined {
  const id = partitionKey.slice(partitionKey.indexOf('#') + 1);
  return isMadeUp(id) ? undefined : id;
}

export function choreographyOf(partitionKey: string): string {
  return partitionKey.slice(0, partitionKey.indexOf('#'));
}

export function identityOf(key: string): string {
  return key.slice(KEY.event.length);
}

/** `--status late,orphan` → those. @throws UserError for a word that is no status. */
export function statusesIn<S extends Status>(
  given: readonly string[] | undefined,
  allowed: readonly S[],
): ReadonlySet<S> | undefined {
  if (given === undefined) return undefined;
  const words = given.flatMap((text) => text.split(',')).map((word) => word.trim());
  return new Set(
    words.map((word) => {
      const status = allowed.find((known) => known === word);
      if (status !== undefined) return status;
      throw new UserError(
        `--status "${word}" is none that is asked for here.${didYouMean(word, allowed)} There are ${allowed.join(', ')}.`,
      );
    }),
  );
}

/** Newest first; of the same instant in the order of their identities. */
export function byAge(a: Entry, b: Entry): number {
  if (a.at !== b.at) return a.at < b.at ? 1 : -1;
  return a.identity < b.identity ? -1 : 1;
}

export function printEntry({
  status,
  choreography,
  instance,
  event,
  identity,
  at,
  reason,
  putBack,
}: Entry): string {
  const whose = instance === undefined ? choreography : `${choreography} ${instance}`;
  const again = putBack === 0 ? '' : `, put back ${putBack === 1 ? 'once' : `${putBack} times`}`;
  return `${at}  ${status.padEnd(13)}  ${whose}  ${event}\n    ${identity}${again}\n    ${reason}`;
}

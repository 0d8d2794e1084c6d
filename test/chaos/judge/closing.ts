/** What INSTANCE says at rest, beside what the histories say. */
import type { InstanceRow } from '../../../lib/projection/rows.ts';
import type { RunHistory } from './history.ts';

export function instanceRowWrong(
  row: InstanceRow | undefined,
  runs: readonly RunHistory[],
): readonly string[] {
  const newest = runs.at(-1);
  if (newest === undefined) return row === undefined ? [] : ['INSTANCE is there, and no execution'];
  if (row === undefined) return ['there is no INSTANCE'];
  const { status } = newest.execution;
  const expected =
    status === 'RUNNING' ? 'open' : status === 'SUCCEEDED' ? 'closed succeeded' : 'closed failed';
  const actual = row.status === 'open' ? 'open' : `closed ${row.outcome}`;
  const [is, must] = [`${actual}, run ${row.run}`, `${expected}, run ${newest.run}`];
  return is === must ? [] : [`INSTANCE is ${is}; the execution says: ${must}`];
}

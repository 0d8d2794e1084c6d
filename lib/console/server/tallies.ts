import type { ChoreographySummary, Count, InstanceSummary, StateTally } from '../api.ts';
import { isOverdue } from '../signs.ts';
import type { Atlas } from './atlas.ts';
import type { Chart } from './chart.ts';
import { lastDayOf, paceOf } from './pace.ts';
import type { Snapshot } from './snapshot.ts';
import { summariesOf } from './summaries.ts';

export function tallied(
  { choreography, atlas }: Chart,
  snapshot: Snapshot,
  now: number,
): ChoreographySummary {
  const instances = summariesOf(snapshot);
  const { open, closed, waits, deviations, held } = snapshot;
  const count = (atLeast: boolean, holds: (instance: InstanceSummary) => boolean): Count => ({
    count: instances.filter(holds).length,
    atLeast,
  });
  return {
    id: choreography.id,
    title: choreography.title,
    description: choreography.description,
    running: count(open.more, ({ status }) => status === 'running'),
    overdue: count(waits.more || open.more, (instance) => isOverdue(instance, now)),
    succeeded: count(closed.more, ({ status }) => status === 'succeeded'),
    failed: count(closed.more, ({ status }) => status === 'failed'),
    deviations: { count: deviations.rows.length, atLeast: deviations.more },
    held: { count: held.rows.length, atLeast: held.more },
    lastDay: lastDayOf(snapshot, instances, now),
    pace: paceOf(instances),
    states: statesOf(atlas, instances, now),
  };
}

function statesOf({ states }: Atlas, instances: readonly InstanceSummary[], now: number): StateTally[] {
  return states.flatMap(({ state: { name } }) => {
    const here = instances.filter(({ places }) => places.some(({ state }) => state === name));
    const since = here.flatMap(({ places }) =>
      places.filter(({ state }) => state === name).map((p) => p.since),
    );
    const [oldest] = since.sort();
    if (oldest === undefined) return [];
    const overdue = here.filter((instance) => isOverdue(instance, now)).length;
    return [{ state: name, count: here.length, overdue, oldest }];
  });
}

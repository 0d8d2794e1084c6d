/**
 * What must be so when all is at rest. The judge believes three witnesses: the bus, of what was accepted; the executions'
 * histories, of what was taken, when, and what came of it; and the table, of what was written about the rest.
 */
import { partitionOf } from '../../../lib/projection/situation.ts';
import type { Plan } from '../../../lib/semantics/plan.ts';
import type { EventWrite } from '../table.ts';
import type { World } from '../world.ts';
import { acceptedEvents } from './accepted.ts';
import type { AcceptedEvent } from './accepted.ts';
import type { Lived, MarkedEvent } from './said.ts';
import { instanceRowWrong } from './closing.ts';
import { fateOf } from './fate.ts';
import { readHistory } from './history.ts';
import type { RunHistory } from './history.ts';
import { outOfOrder } from './order.ts';
import { replay } from './replay.ts';
import type { Segment } from './replay.ts';

export const FINDINGS = ['lost', 'doubled', 'wrong end', 'false alarm', 'out of order'] as const;
export type Finding = {
  readonly kind: (typeof FINDINGS)[number];
  readonly instance: string;
  readonly what: string;
};

export type Judgement = {
  readonly findings: readonly Finding[];
  /** Instances that had a run, and events of the bus that concerned one. */
  readonly instances: number;
  readonly events: number;
  readonly told: readonly Told[];
};
export type Told = {
  readonly instance: string;
  readonly events: readonly AcceptedEvent[];
  readonly runs: readonly RunHistory[];
};

/** What became of an event, by the word of those who handled it; undefined where it says nothing. */
export type Fate = (
  event: AcceptedEvent,
  lived: Lived,
  writes: readonly EventWrite[],
) => Promise<readonly Omit<Finding, 'instance'>[]>;

export type Judging = {
  readonly fate: Fate;
  /** Whether the table keeps an account of instances. */
  readonly accounts: boolean;
};

/** Of the project's own functions. */
export function judge(world: World): Promise<Judgement> {
  return judgeBy(world, {
    accounts: true,
    fate: (event, lived, writes) =>
      fateOf(event, world.table.event(event.instance, event.identity), { lived, writes }),
  });
}

export async function judgeBy(world: World, judging: Judging): Promise<Judgement> {
  const accepted = [...(await acceptedEvents(world)).values()];
  const runs = [...world.executions.all.values()].map((execution) =>
    readHistory(execution, world.integrating.asked),
  );
  const instances = new Set([...accepted, ...runs].map(({ instance }) => instance));
  const findings: Finding[] = [];
  const told: Told[] = [];
  for (const instance of instances) {
    const its = {
      instance,
      events: accepted.filter((event) => event.instance === instance),
      runs: runs.filter((run) => run.instance === instance).sort((a, b) => a.run - b.run),
    };
    told.push(its);
    const found = await judgeInstance(its, world, judging);
    findings.push(...found.map((finding) => ({ ...finding, instance })));
  }
  const opened = new Set(runs.map(({ instance }) => instance));
  return { findings, instances: opened.size, events: accepted.length, told };
}

async function judgeInstance(
  its: Told,
  world: World,
  { fate, accounts }: Judging,
): Promise<readonly Omit<Finding, 'instance'>[]> {
  const { instance, events, runs } = its;
  const { table } = world;
  const { choreography, correlationId } = partitionOf(instance);
  const plan = world.monitored.get(choreography)?.plan;
  if (plan === undefined) throw new Error(choreography);
  const writes = table.writes.filter(({ after }) => after.instance === instance);
  const { segments, wrong } = await replayAll(its, {
    plan,
    correlationId,
    writes,
    until: world.agenda.now(),
  });
  if (accounts) wrong.push(...instanceRowWrong(table.instance(instance), runs));
  const marks = marksIn(writes);
  const lived = {
    plan,
    correlationId,
    runs,
    segments,
    putAt: table.putAt,
    closedAt: table.closedAt(instance),
    marks,
  };
  const findings = wrong.map((what) => ({ kind: 'wrong end' as const, what }));
  const disorder = (await outOfOrder(writes, correlationId)).map((what) => ({
    kind: 'out of order' as const,
    what,
  }));
  const fates: Omit<Finding, 'instance'>[] = [];
  for (const event of events) fates.push(...(await fate(event, lived, writes)));
  return [...findings, ...disorder, ...fates];
}

type Surrounded = {
  readonly plan: Plan;
  readonly correlationId: string;
  readonly writes: readonly EventWrite[];
  readonly until: number;
};

async function replayAll({ events, runs }: Told, { plan, correlationId, writes, until }: Surrounded) {
  const byIdentity = new Map(events.map((event) => [event.identity, event]));
  const had = new Set<string>();
  const segments: Segment[] = [];
  const wrong: string[] = [];
  for (const history of runs) {
    const replayed = await replay({
      ...{ plan, correlationId, history, until, had },
      event: (identity) => byIdentity.get(identity),
      decidedAt: (identity, at) => decidedAt(writes, identity, at),
    });
    segments.push(...replayed.segments);
    wrong.push(...replayed.wrong);
  }
  return { segments, wrong };
}

function marksIn(writes: readonly EventWrite[]): readonly MarkedEvent[] {
  return writes.flatMap(({ at, after }, index): MarkedEvent[] => {
    if (after.status !== 'sent' || after.mark.kind === 'fail') return [];
    const { name, identity, time } = after;
    const next = writes.slice(index + 1).find((write) => write.after.identity === identity);
    const until = next?.at ?? Infinity;
    return [{ at, until, run: after.mark.run, name, identity, time: Date.parse(time) }];
  });
}

function decidedAt(writes: readonly EventWrite[], identity: string, at: number): number | undefined {
  const mark = writes.findLast(
    ({ after, at: written }) => after.identity === identity && after.status === 'sent' && written <= at,
  )?.after;
  return mark?.status === 'sent' ? Date.parse(mark.mark.since) : undefined;
}

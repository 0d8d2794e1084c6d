/** What happened to one instance, in order, for people. */
import type { Judgement } from './judge/judge.ts';
import type { RunHistory } from './judge/history.ts';
import type { Lane } from './lane.ts';
import type { EventWrite } from './table.ts';

type Line = { readonly at: number; readonly text: string };

export function storyOf({ world, traffic }: Lane, { findings, told }: Judgement): string {
  const wrong = new Set(findings.map(({ instance }) => instance));
  const its = told.filter(({ instance }) => wrong.has(instance));
  const lines = [
    ...its.flatMap(({ events }) =>
      events.map(({ at, name, identity, instance }) => ({
        at,
        text: `the bus brings "${name}" (${identity}) for ${instance}`,
      })),
    ),
    ...world.table.writes.filter(({ after }) => wrong.has(after.instance)).map(written),
    ...its.flatMap(({ runs }) => runs.flatMap(lived)),
  ].sort((a, b) => a.at - b.at);
  return [
    `${traffic.scenario.choreography}: ${traffic.scenario.title}`,
    ...findings.map(({ kind, instance, what }) => `  ${kind.toUpperCase()} ${instance}: ${what}`),
    ...lines.map(({ at, text }) => `    ${new Date(at).toISOString()} ${text}`),
  ].join('\n');
}

function written({ at, before, after }: EventWrite): Line {
  const why = 'reason' in after ? `: ${after.reason}` : after.status === 'sent' ? ` by ${after.mark.by}` : '';
  return { at, text: `  the table has ${after.identity} ${before?.status ?? 'new'} → ${after.status}${why}` };
}

function lived({
  instance,
  identity,
  run,
  startedAt,
  happenings,
  puts,
  execution,
}: RunHistory): readonly Line[] {
  const who = `${instance}, run ${run},`;
  const { stoppedAt, status, output, error } = execution;
  return [
    { at: startedAt, text: `${who} starts by ${identity}` },
    ...happenings.map((each) => ({
      at: each.at,
      text: `${who} has a wait ${each.kind}${each.kind === 'timed out' ? '' : ` by ${each.identity}`}`,
    })),
    ...puts.map(({ at, row, end }) => ({ at, text: `${who} waits at "${row.state}" (${row.key}), ${end}` })),
    ...(stoppedAt === undefined
      ? []
      : [{ at: stoppedAt, text: `${who} ${status} ${output ?? error ?? ''}` }]),
  ];
}

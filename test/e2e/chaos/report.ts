/** What a run comes to, as a table, and the story of each instance that it went wrong with. */
import type { ChaosReport, Outcome } from './chaos.ts';
import type { Wrong } from './judge.ts';

export type Figures = {
  readonly instances: number;
  readonly events: number;
  readonly envelopes: number;
  readonly faults: number;
  readonly lost: number;
  readonly doubled: number;
  readonly wrongEnd: number;
  readonly falseAlarms: number;
  readonly untold: number;
  readonly deadLetters: number;
};

export function figuresOf(report: ChaosReport): Figures {
  const { deadLetters, ledger, lostNobodys, outcomes, post, untold } = report;
  const having = (...kinds: readonly Wrong['kind'][]): number =>
    outcomes.flatMap(({ verdict }) => verdict.wrongs).filter(({ kind }) => kinds.includes(kind)).length;
  const astray = outcomes.filter((outcome) => outcome.astray !== undefined).length;
  return {
    instances: outcomes.length,
    ...post.counts,
    faults: [...ledger.counted().values()].reduce((sum, count) => sum + count, 0),
    lost: having('lost', 'in doubt') + lostNobodys.length,
    doubled: having('doubled'),
    wrongEnd:
      having('wrong end') + astray + outcomes.reduce((sum, { verdict }) => sum + verdict.unclosed.length, 0),
    falseAlarms: having('false alarm'),
    untold: untold.length,
    deadLetters: deadLetters.length,
  };
}

export function isClean({ deadLetters, doubled, falseAlarms, lost, untold, wrongEnd }: Figures): boolean {
  return [lost, doubled, wrongEnd, falseAlarms, untold, deadLetters].every((count) => count === 0);
}

export function table(report: ChaosReport): string {
  const figures = figuresOf(report);
  const { ledger, notices, seconds } = report;
  const lines: (readonly [string, number])[] = [
    ['instances', figures.instances],
    ['events accepted', figures.events],
    ['envelopes sent', figures.envelopes],
    ['calls by the functions', ledger.calls.total],
    ['notices on the bus', notices],
    ['faults injected', figures.faults],
    ...[...ledger.counted()].toSorted().map(([kind, count]) => [`  ${kind}`, count] as const),
    ['lost', figures.lost],
    ['doubled', figures.doubled],
    ['wrong end', figures.wrongEnd],
    ['false alarms', figures.falseAlarms],
    ['deviations nobody was told of', figures.untold],
    ['dead letters', figures.deadLetters],
    ['seconds', seconds],
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, count]) => `${name.padEnd(width)}  ${String(count).padStart(7)}`).join('\n');
}

export function isWrong({ astray, verdict }: Outcome): boolean {
  return astray !== undefined || verdict.wrongs.length > 0 || verdict.unclosed.length > 0;
}

/** Everything that is known of an instance with which something is wrong, and how it is run alone. */
export function storyOf(outcome: Outcome, { ledger }: ChaosReport, command: string): string {
  const { astray, observed, story, verdict } = outcome;
  const at = (instant: number | string): string => new Date(instant).toISOString().slice(11, 23);
  return [
    `${story.choreography.id} ${story.correlationId}: ${story.title} (${story.manner})`,
    ...verdict.wrongs.map(({ kind, what }) => `  ${kind.toUpperCase()}: ${what}`),
    ...verdict.unclosed.map(
      ({ execution }) => `  WRONG END: ${execution} has ended, and the table has it open`,
    ),
    ...(astray === undefined ? [] : [`  WRONG END: ${astray}`]),
    '  runs:',
    ...observed.runs.map(({ execution, status, error = '' }) => `    ${execution} ${status} ${error}`),
    '  taken:',
    ...observed.takes.map(
      ({ how, identity, at: when, event }) => `    ${at(when)} ${how} ${event?.name ?? ''} (${identity})`,
    ),
    '  events:',
    ...observed.events.map(
      (row) =>
        `    ${at(row.receivedAt)} ${row.status}${'settledAt' in row ? ` at ${at(row.settledAt)}` : ''} ${row.name} of ${at(row.time)} (${row.identity})${'reason' in row ? `: ${row.reason}` : ''}`,
    ),
    '  waits:',
    ...observed.waits.map(({ key, order, state }) => `    ${key} ${state} ${order}`),
    '  faults:',
    ...ledger.notesOf(String(story.number)).map((note) => `    ${note}`),
    `  alone: ${command} --only ${story.number}`,
  ].join('\n');
}

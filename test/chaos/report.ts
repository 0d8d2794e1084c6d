/** The figures of all instances, ours beside the naive protocol's. */
import { FAULTS } from './faults.ts';
import { FINDINGS } from './judge/judge.ts';
import type { Figures, Outcome } from './outcome.ts';

export type Report = { readonly text: string; readonly clean: boolean };

export type Of = { readonly instances: number; readonly seed: number; readonly command: string };

const LEGEND = `lost: accepted from the bus, and then neither in a history nor reported nor dropped by the author's word
doubled: in the histories twice, or once and reported as well
wrong end: not where lib/semantics stands after what the history says was taken, in that order
false alarm: reported, or the instance failed, though it was awaited or could still come and its hold was not over
out of order: taken by a wait before an older one that it awaits`;

export function reportOf(outcomes: readonly Outcome[], { instances, seed, command }: Of): Report {
  const ours = outcomes.map((outcome) => outcome.ours);
  const naive = outcomes.flatMap((outcome) => outcome.naive ?? []);
  const row = (name: string, figure: (figures: Figures) => number): readonly string[] => [
    name,
    total(ours, figure),
    naive.length === 0 ? '–' : total(naive, figure),
  ];
  const rows = [
    ['', 'ours', 'naive'],
    row('instances', (figures) => figures.instances),
    row('events', ({ events }) => events),
    row('deliveries, repeated ones included', ({ deliveries }) => deliveries),
    row('faults', ({ faults }) => sum(Object.values(faults))),
    ...FAULTS.map((fault) => row(`  ${fault}`, ({ faults }) => faults[fault] ?? 0)),
    ...FINDINGS.map((kind) =>
      row(kind, ({ findings }) => findings.filter((found) => found.kind === kind).length),
    ),
    row('stories gone wrong', ({ findings }) => (findings.length > 0 ? 1 : 0)),
  ];
  const stories = outcomes.flatMap(({ number, story }) =>
    story === undefined ? [] : [`${story}\n  Again: ${command} --only ${number}\n`],
  );
  const title = `${instances} stories from the examples, seed ${seed}`;
  return {
    text: [...stories, title, '', ...table(rows), '', LEGEND].join('\n'),
    clean: stories.length === 0,
  };
}

function total(all: readonly Figures[], figure: (figures: Figures) => number): string {
  return sum(all.map(figure)).toLocaleString('en');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0);
}

function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  );
}

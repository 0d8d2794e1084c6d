/** What was counted and what it costs, ours beside the naive protocol, as tables in Markdown. */
import { costOf, MILLION, storageOf, type Cost } from './cost.ts';
import type { Counted, CountedLife } from './counting.ts';

export type Sides<T> = { readonly ours: T; readonly naive: T };

const PARTS: Readonly<Record<keyof Cost, string>> = {
  transitions: 'State transitions',
  table: 'DynamoDB requests',
  queues: 'SQS requests',
  functions: 'Lambda',
  published: 'Events published by the monitor',
  total: '**Total**',
};

export function countTable({ ours, naive }: Sides<Counted>): string {
  const calls = [...new Set([...Object.keys(naive.calls), ...Object.keys(ours.calls)])].sort();
  const row = (name: string, of: (counted: Counted) => number): string =>
    `| ${name} | ${of(ours)} | ${of(naive)} |`;
  return [
    '| Counted | Ours | Naive |',
    '| --- | --: | --: |',
    row('Events', ({ events }) => events),
    row('State transitions', ({ transitions }) => transitions),
    ...calls.map((call) => row(call, (counted) => counted.calls[call] ?? 0)),
    row('Write units of the table', ({ writeUnits }) => writeUnits),
    row('Write units of its indexes', ({ indexUnits }) => indexUnits),
    row('Read units', ({ readUnits }) => readUnits),
    row('Lambda, milliseconds (assumed)', ({ billedMs }) => billedMs),
  ].join('\n');
}

/** `times`: how many of what was counted make a million. */
export function costTable(counted: Sides<Counted>, times: number): string {
  const [ours, naive] = [costOf(counted.ours, times), costOf(counted.naive, times)];
  const rows = Object.entries(PARTS).map(([part, title]) => {
    const of = (cost: Cost): string => dollars(partOf(cost, part));
    return `| ${title} | ${of(ours)} | ${of(naive)} |`;
  });
  return ['| US dollars | Ours | Naive |', '| --- | --: | --: |', ...rows].join('\n');
}

function partOf(cost: Cost, part: string): number {
  return Object.entries(cost).find(([name]) => name === part)?.[1] ?? 0;
}

export function lifeTables(title: string, { ours, naive }: Sides<CountedLife>): string {
  const inOrder = { ours: ours.inOrder, naive: naive.inOrder };
  const whole = { ours: ours.whole, naive: naive.whole };
  const kept = (counted: Counted): string => dollars(storageOf(counted.storedBytes, MILLION));
  return `### ${title}

One life, from its first event to what its end brings about:

${countTable(whole)}

A million such lives:

${costTable(whole, MILLION)}

What a million of them leave in the table costs ${kept(ours.whole)} a month here, until it expires after 13 months, and ${kept(naive.whole)} a
month there, where nothing expires.

A million events in order, neither the first nor the last of their instance:

${costTable(inOrder, MILLION / ours.inOrder.events)}
`;
}

export function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

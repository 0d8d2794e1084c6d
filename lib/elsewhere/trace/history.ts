import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { scrubbed, type Peculiarities } from './scrub.ts';

/** One after the other, but where it divides. */
type Chain = (HistoryEvent | { readonly branches: readonly Chain[] })[];

const DIVIDES: readonly (string | undefined)[] = ['ParallelStateStarted', 'MapStateStarted'];
const UNITES: readonly (string | undefined)[] = [
  ...['ParallelStateSucceeded', 'ParallelStateFailed', 'ParallelStateAborted'],
  ...['MapStateSucceeded', 'MapStateFailed', 'MapStateAborted'],
];

/**
 * A history as lines. What stands side by side has an order by chance: each branch is told by itself, by what each event
 * names as the one before it, and the branches in the order of what they tell.
 */
export function linesOf(history: readonly HistoryEvent[], peculiarities: Peculiarities): readonly string[] {
  return toldOf(chainOf(history), peculiarities, '');
}

/** The states that were entered, branches as above. */
export function statesIn(history: readonly HistoryEvent[]): readonly string[] {
  const entered = (chain: Chain): readonly string[] =>
    chain.flatMap((link) => {
      if ('branches' in link) return sorted(link.branches.map(entered));
      const { name } = link.stateEnteredEventDetails ?? {};
      return name === undefined ? [] : [name];
    });
  return entered(chainOf(history));
}

/** What only waits, for a clock or for somebody with its token, ends with another event than these. */
const ON_ITS_WAY = /^(?:TaskScheduled|TaskStarted|(?!Wait)\w+StateEntered)$/;

/** Whether something of it is being done this very moment. */
export function isMoving(history: readonly HistoryEvent[]): boolean {
  // What was interrupted with it stays where it was.
  if (/^Execution(?!Started|Redriven)/.test(history.at(-1)?.type ?? '')) return false;
  const followed = new Set(history.map(({ previousEventId }) => previousEventId));
  return history.some(({ id, type = '' }) => !followed.has(id) && ON_ITS_WAY.test(type));
}

function chainOf(history: readonly HistoryEvent[]): Chain {
  const root: Chain = [];
  /** In which chain an event stands, and which chain that one divided from. */
  const chains = new Map<number, Chain>();
  const parents = new Map<Chain, Chain>();
  const forks = new Map<number, Chain[]>();
  for (const event of [...history].sort((a, b) => (a.id ?? 0) - (b.id ?? 0))) {
    const before = event.previousEventId ?? 0;
    const fork = forks.get(before);
    let chain = chains.get(before) ?? root;
    if (fork !== undefined && !isEndOfFork(event)) {
      const branch: Chain = [];
      parents.set(branch, chain);
      fork.push(branch);
      chain = branch;
    } else if (fork === undefined && isEndOfFork(event)) chain = parents.get(chain) ?? chain;
    chain.push(event);
    chains.set(event.id ?? 0, chain);
    if (!DIVIDES.includes(event.type)) continue;
    const branches: Chain[] = [];
    forks.set(event.id ?? 0, branches);
    chain.push({ branches });
  }
  return root;
}

function isEndOfFork({ type }: HistoryEvent): boolean {
  return UNITES.includes(type);
}

function toldOf(chain: Chain, peculiarities: Peculiarities, indent: string): readonly string[] {
  return chain
    .filter(isTold)
    .flatMap((link) =>
      'branches' in link
        ? sorted(link.branches.map((branch) => toldOf(branch, peculiarities, `${indent}  `)))
        : [`${indent}${lineOf(link, peculiarities)}`],
    );
}

/** Whether a service had answered already when the time was up hangs on how fast it is. */
function isTold(link: Chain[number], index: number, chain: Chain): boolean {
  const next = chain[index + 1];
  const isCutShort = next !== undefined && 'type' in next && next.type === 'TaskTimedOut';
  return !('type' in link && link.type === 'TaskSubmitted' && isCutShort);
}

function sorted(branches: readonly (readonly string[])[]): readonly string[] {
  return [...branches].sort((a, b) => (a.join('\n') < b.join('\n') ? -1 : 1)).flat();
}

function lineOf(event: HistoryEvent, peculiarities: Peculiarities): string {
  const details = Object.entries(event).filter(
    ([name, value]) => name.endsWith('EventDetails') && value !== undefined,
  );
  return [event.type ?? '', ...details.map(([, value]) => scrubbed(value, peculiarities))].join(' ');
}

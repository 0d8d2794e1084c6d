/** What can go on in an execution, and in which order. */
import { complete } from './children.ts';
import type { Branch, Execution, Phase } from './execution.ts';
import { taskIsDue, timeUpAt } from './outcome.ts';

/** The branch whose turn it is, if any can go on now. Every clock that has run out is seen to before anything else. */
export function nextBranch(execution: Execution, now: number): Branch | undefined {
  const { branches } = execution;
  return firstDue(branches, now) ?? branches.find(({ phase }) => canGoOn(phase));
}

/** The earliest of the clocks that have run out, and of those of one instant the one that was set first. */
function firstDue(branches: readonly Branch[], now: number): Branch | undefined {
  let first: Branch | undefined;
  let firstAt = Infinity;
  for (const branch of branches) {
    const at = clockOf(branch.phase);
    if (at === undefined || at > now || at > firstAt) continue;
    if (first !== undefined && at === firstAt && setAt(branch.phase) >= setAt(first.phase)) continue;
    first = branch;
    firstAt = at;
  }
  return first;
}

/** When the branch goes on by itself. */
function clockOf(phase: Phase): number | undefined {
  if (phase.kind === 'waiting') return phase.until;
  if (phase.kind === 'retrying') return phase.at;
  return phase.kind === 'task' ? timeUpAt(phase) : undefined;
}

function setAt(phase: Phase): number {
  return 'since' in phase ? phase.since : 0;
}

/** Without regard to time. */
function canGoOn(phase: Phase): boolean {
  switch (phase.kind) {
    case 'ready':
      return true;
    case 'task':
      return taskIsDue(phase);
    case 'children':
      return complete(phase);
    case 'waiting':
    case 'retrying':
    case 'stopped':
      return false;
  }
}

/** When something is due next without anyone doing anything. */
export function dueAt(execution: Execution): number | undefined {
  let due = execution.timeoutAt;
  for (const { phase } of execution.branches) {
    const at = clockOf(phase);
    if (at !== undefined && (due === undefined || at < due)) due = at;
  }
  return due;
}

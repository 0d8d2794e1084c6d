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
  let first: { branch: Branch; at: number; since: number } | undefined;
  for (const branch of branches) {
    const clock = clockOf(branch.phase);
    if (clock === undefined || clock.at > now) continue;
    const { at, since } = clock;
    if (first === undefined || at < first.at || (at === first.at && since < first.since))
      first = { branch, at, since };
  }
  return first?.branch;
}

function clockOf(phase: Phase): { readonly at: number; readonly since: number } | undefined {
  if (phase.kind === 'waiting') return { at: phase.until, since: phase.since };
  if (phase.kind === 'retrying') return { at: phase.at, since: phase.since };
  const at = phase.kind === 'task' ? timeUpAt(phase) : undefined;
  return at === undefined || phase.kind !== 'task' ? undefined : { at, since: phase.since };
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
    const at = clockOf(phase)?.at;
    if (at !== undefined && (due === undefined || at < due)) due = at;
  }
  return due;
}

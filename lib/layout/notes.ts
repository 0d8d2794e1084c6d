import type { Branch, ForEachState, Handler, Standing, State } from '../definition/model.ts';
import { actionText, deadlineText, dueText, readable, serviceOf } from './words.ts';

/**
 * What changes nothing in the picture is told inside the box: clocks that only report, events that are dropped, that
 * lead to the state itself or that only change what it remembers, and what is done at the entry.
 */
export function notesOf(state: State): string[] {
  const entry = state.entry.map(actionText);
  switch (state.kind) {
    case 'final':
      return entry;
    case 'task':
      return [`runs ${serviceOf(state.resource)}`, ...entry];
    case 'wait':
    case 'compound':
    case 'parallel':
      return [...standingNotes(state, state.name), ...entry];
    case 'all':
      return [...standingNotes(state, state.name), ...memberNotes(state.members), ...entry];
    case 'forEach':
      return [...itemNotes(state), ...standingNotes(state, state.name), ...entry];
  }
}

function itemNotes({ items, opens }: ForEachState): string[] {
  const own = /^\$context\.[\p{L}\p{N}_]+$/u.test(items) ? 'its ' : '';
  // Where there are none at first, the events that open some say it all.
  if (opens.length > 0 && /^\[\s*\]$/u.test(items.trim()))
    return opens.map((event) => `one for each ${event}`);
  return [`for each of ${own}${readable(items)}`, ...opens.map((event) => `+ one more by ${event}`)];
}

/** @param name of the state it stands on; nothing where it holds in every state. */
export function standingNotes({ due, on, after }: Standing, name?: string): string[] {
  return [
    ...(due === undefined ? [] : [dueText(due)]),
    ...after.flatMap(({ moment, branches }) => told(deadlineText(moment), branches, name)),
    ...on.flatMap(({ event, branches }) => [
      ...(branches.every(isDropped) ? [`drops ${event}`] : []),
      ...told(event, branches, name),
    ]),
  ];
}

/** The branches that lead nowhere else, one line for each that differs. */
function told(what: string, branches: readonly Branch[], name: string | undefined): string[] {
  const lines = branches.flatMap((branch) => {
    if (branch.target === name && name !== undefined) return [`↻ ${[what, ...effects(branch)].join(' ')}`];
    const done = doings(branch);
    return branch.target !== undefined || done.length === 0 ? [] : [`${what}: ${done.join(', ')}`];
  });
  return [...new Set(lines)];
}

function effects({ actions = [] }: Branch): string[] {
  return actions.map(actionText);
}

function doings({ assign = [], actions = [] }: Branch): string[] {
  const names = assign.map(({ name }) => name);
  return [
    ...(names.length === 0 ? [] : [`sets ${names.join(', ')}`]),
    ...actions.map((action) => actionText(action).slice(2)),
  ];
}

function isDropped({ target, assign = [], actions = [] }: Branch): boolean {
  return target === undefined && assign.length === 0 && actions.length === 0;
}

/** Members are listed anyway: only what they do besides is told. */
function memberNotes(members: readonly Handler[]): string[] {
  return members.flatMap(({ event, branches }) =>
    branches.flatMap(({ actions = [] }) =>
      actions.map((action) => `${event}: ${actionText(action).slice(2)}`),
    ),
  );
}

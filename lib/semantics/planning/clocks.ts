/** The names of stored clocks, and which ones are needed. */
import type { Choreography, Clock, Moment } from '../../definition/model.ts';
import type { ClockStart } from '../../definition/route.ts';
import { itemsClock } from '../items.ts';
import { isPlace, standingOf, upwards, type Node } from './tree.ts';

/** No state is called so: it begins with what stands at the top. */
const TOP = '(every state)';

function labelOf(node: Node): string {
  return node.parent === undefined ? TOP : node.name;
}

export function clockId(node: Node, index: number): string {
  return `${labelOf(node)}: after ${index + 1}`;
}

export function dueId(node: Node): string {
  return `${labelOf(node)}: due`;
}

export function entryId(node: Node): string {
  return `${labelOf(node)}: entered`;
}

/** What tells which clocks of a place have to be stored. */
export type Storage = {
  /** It is put again within one visit. */
  readonly stays: (place: Node) => boolean;
  /** Its deadline is not just a delay after its entry: several stand over it, or it is put again, or it is computed. */
  readonly stores: (place: Node) => boolean;
};

/** The stored clocks that start when the node is entered. */
export function startsOf(node: Node, choreography: Choreography, storage: Storage): readonly ClockStart[] {
  const { after, due } = standingOf(node, choreography);
  const stays = !isOuter(node) && storage.stays(node);
  const starts: ClockStart[] = [];
  if (stays || (isOuter(node) && due !== undefined))
    starts.push({ id: entryId(node), moment: { kind: 'entry' } });
  if (isOuter(node) || storage.stores(node))
    for (const [index, { moment }] of after.entries()) starts.push({ id: clockId(node, index), moment });
  if (due !== undefined && (isOuter(node) || stays || due.kind !== 'delay'))
    starts.push({ id: dueId(node), moment: due });
  const items = firstItemsClock(node);
  if (items !== undefined) starts.push({ id: itemsClock(node.name), moment: items });
  return starts;
}

/** While no event has come, the items' earliest deadline is that of their initial state; unless it has to be computed. */
function firstItemsClock({ state }: Node): Moment | undefined {
  if (state?.kind !== 'forEach') return undefined;
  const initial = state.states.find(({ name }) => name === state.initial);
  const moments = initial?.kind === 'wait' ? initial.after.map(({ moment }) => moment) : [];
  const delays = moments.flatMap((moment) => ('delay' in moment ? [moment.delay] : []));
  return delays.length === 0 || delays.length < moments.length
    ? undefined
    : { kind: 'delay', delay: Math.min(...delays) };
}

/** Other places lie inside it. */
export function isOuter(node: Node): boolean {
  return !isPlace(node) || node.state?.kind === 'parallel';
}

/** The ids of all clocks that are stored while the node is active, outer ones included. */
export function idsOver(node: Node, choreography: Choreography, storage: Storage): string[] {
  return upwards(node).flatMap((at) => startsOf(at, choreography, storage).map(({ id }) => id));
}

export function isComputed({ moment }: ClockStart): boolean {
  return moment.kind === 'at' || moment.kind === 'computed delay';
}

export function isSilence({ moment }: ClockStart): boolean {
  return moment.kind === 'silence';
}

/** It is left by one transition that always holds: no decision, and no way back. */
export function leaves({ branches }: Clock): boolean {
  const [only] = branches;
  return (
    branches.length === 1 &&
    only !== undefined &&
    only.guard === undefined &&
    typeof only.target === 'string' &&
    (only.assign ?? []).length === 0
  );
}

import type {
  Draft,
  DraftAction,
  DraftBranch,
  DraftClock,
  DraftMoment,
  DraftState,
  DraftTarget,
  Text,
} from '../draft.ts';
import { isList, type Data } from '../data.ts';
import { parseDuration } from '../duration.ts';
import { isInstant, momentOf } from '../moment.ts';
import { entriesOf } from '../read-data.ts';
import { nearMisses } from '../suggest.ts';
import { statesIn, waysIn, type Placed, type Way } from '../tree.ts';

export function quoted(name: string): string {
  return JSON.stringify(name);
}

/** The place of an event's name: a key of `on`, or an entry of a list. */
export type NamedEvent = Text & { readonly at: 'key' | 'value' };

/** Every event that something waits for: `start`, `on`, members, `opens`. */
export function awaitedIn(draft: Draft): readonly NamedEvent[] {
  return [
    ...draft.start.map(({ event }) => key(event)),
    ...draft.top.on.map(({ event }) => key(event)),
    ...statesIn(draft).flatMap(({ state }) => awaitedBy(state)),
  ];
}

/** Those that stand on the state itself. */
export function awaitedBy({ on, members, forEach }: DraftState): readonly NamedEvent[] {
  return [
    ...on.map(({ event }) => key(event)),
    ...members.map(({ event }) => (typeof event.path.at(-1) === 'number' ? value(event) : key(event))),
    ...(forEach?.opens ?? []).map(value),
  ];
}

/** Those of the list `ignore`; what is no list is a problem of the shape. */
export function ignoredIn({ ignore }: Draft): readonly Text[] {
  return ignore.filter(isListed);
}

export function redactedIn({ redact }: Draft): readonly Text[] {
  return redact.filter(isListed);
}

function isListed({ path }: Text): boolean {
  return typeof path.at(-1) === 'number';
}

function key(event: Text): NamedEvent {
  return { ...event, at: 'key' };
}

function value(event: Text): NamedEvent {
  return { ...event, at: 'value' };
}

/** Every place that names a state to go to, but those of a deadline the wrong way round. */
export function targetsIn(draft: Draft): readonly { readonly way: Way; readonly target: DraftTarget }[] {
  return waysIn(draft)
    .filter((way) => !isSwapped(way))
    .flatMap((way) => targetsOf(way.branches).map((target) => ({ way, target })));
}

export function targetsOf(branches: readonly DraftBranch[]): readonly DraftTarget[] {
  return branches.flatMap(({ target }) => (target === undefined ? [] : [target]));
}

/**
 * The keys of every mapping that stands under one of these words, or one that is nearly it, wherever the author put it:
 * a name under a misspelt word is no unknown name.
 */
export function keysUnder(data: Data, words: readonly string[]): readonly string[] {
  if (isList(data)) return data.flatMap((item) => keysUnder(item, words));
  return entriesOf(data).flatMap(([key, value]) => [
    ...(nearMisses(key, words).length > 0 ? entriesOf(value).map(([name]) => name) : []),
    ...keysUnder(value, words),
  ]);
}

/** `after: { Target: 30m }`, the wrong way round. */
export function isSwapped({
  moment,
  branches,
}: Pick<DraftClock, 'branches'> & { readonly moment?: DraftMoment | undefined }): boolean {
  const [only] = branches;
  return (
    moment?.isKey === true &&
    momentOf(moment) === undefined &&
    branches.length === 1 &&
    parseDuration(only?.target?.text ?? '') !== undefined
  );
}

/** It begins like a date and is none, or has no time zone: as JSONata it would be a subtraction. */
export function isMisshapenInstant(moment: Pick<DraftMoment, 'kind' | 'text'>): boolean {
  return moment.kind === 'at' && /^\s*\d{4}-\d\d?-\d/.test(moment.text) && !isInstant(moment.text);
}

export type States = ReadonlyMap<string, Placed>;

/** By name, in the order of the file; of two with one name, the first. */
export function statesByName(draft: Draft): States {
  const states = new Map<string, Placed>();
  for (const placed of statesIn(draft)) {
    const name = placed.state.name.text;
    if (!states.has(name)) states.set(name, placed);
  }
  return states;
}

/** What encloses it, from the innermost outwards. */
export function outwards({ within }: Placed): readonly DraftState[] {
  return within.map(({ state }) => state).reverse();
}

/** The clock leads out whenever it is reached: the branch that holds then has a target. */
export function surelyLeaves({ branches }: Pick<DraftClock, 'branches'>): boolean {
  const last = branches.findIndex(({ guard }) => guard === undefined);
  return last !== -1 && branches.slice(0, last + 1).every(({ target }) => target !== undefined);
}

/** What a way is called in messages. */
export function callOf({ at, event, moment }: Way): string {
  if (event !== undefined) return quoted(event);
  return moment === undefined || moment.kind === 'at' ? `\`${at}\`` : `\`${at}\` ${quoted(moment.text)}`;
}

/** The `states` of a compound, a forEach; of the regions all. */
export function innerStates({ states, regions }: DraftState): readonly DraftState[] {
  return [...states, ...regions.flatMap((region) => region.states)];
}

/** Every action, those of transitions first, then those on entry. */
export function actionsIn(draft: Draft): readonly DraftAction[] {
  return [
    ...waysIn(draft).flatMap(({ branches }) => branches.flatMap(({ actions }) => actions)),
    ...statesIn(draft).flatMap(({ state }) => state.entry),
  ];
}

/** The name of a parallel that this is, or that lies in it. */
export function firstParallel(state: DraftState): string | undefined {
  if (state.kind === 'parallel') return state.name.text;
  return innerStates(state)
    .map(firstParallel)
    .find((name) => name !== undefined);
}

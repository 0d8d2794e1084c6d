import type {
  Draft,
  DraftBranch,
  DraftEvent,
  DraftHandler,
  DraftPolicies,
  DraftState,
  Text,
} from './draft.ts';
import { LATER } from './later.ts';
import type { Path } from './problems.ts';
import { isList, type Data } from './data.ts';

/** Takes what has the right shape and passes over the rest: `shape.ts` has reported that. */
export function readDraft(data: Data): Draft {
  return {
    data,
    id: textAt(data, [], 'id'),
    title: textAt(data, [], 'title'),
    description: textAt(data, [], 'description'),
    policies: readPolicies(data, []),
    rerun: memberOf(data, 'rerun') === true,
    ignore: textsOf(memberOf(data, 'ignore'), ['ignore']),
    events: entriesOf(memberOf(data, 'events')).map(([name, event]) => readEvent(name, event)),
    start: readOn(memberOf(memberOf(data, 'start'), 'on'), ['start', 'on']),
    states: entriesOf(memberOf(data, 'states')).map(([name, state]) => readState(name, state)),
  };
}

function readEvent(name: string, data: Data): DraftEvent {
  const path = ['events', name];
  return {
    name: { text: name, path },
    source: memberOf(data, 'source'),
    detailType: memberOf(data, 'detailType'),
    pattern: memberOf(data, 'pattern'),
    policies: readPolicies(data, path),
  };
}

function readPolicies(data: Data, path: Path): DraftPolicies {
  const single = textAt(data, path, 'correlation');
  return {
    correlation:
      single === undefined ? textsOf(memberOf(data, 'correlation'), [...path, 'correlation']) : [single],
    identity: textAt(data, path, 'identity'),
    time: textAt(data, path, 'time'),
    hold: textAt(data, path, 'hold'),
    unexpected: textAt(data, path, 'unexpected'),
  };
}

function readState(name: string, data: Data): DraftState {
  const path = ['states', name];
  return {
    name: { text: name, path },
    kind: kindOf(data),
    on: readOn(memberOf(data, 'on'), [...path, 'on']),
    members: textsOf(memberOf(data, 'all'), [...path, 'all']),
    onDone: readTarget(memberOf(data, 'onDone'), [...path, 'onDone']),
    after: readAfter(memberOf(data, 'after'), [...path, 'after']),
    due: textAt(data, path, 'due'),
    final: textAt(data, path, 'final'),
    error: textAt(data, path, 'error'),
    cause: textAt(data, path, 'cause'),
  };
}

/** The kind its keys speak for; what does not fit that kind is a problem of the shape. */
export function kindOf(state: Data): DraftState['kind'] {
  const keys = entriesOf(state).map(([key]) => key);
  if (keys.some((key) => LATER.state.has(key))) return 'other';
  if (keys.includes('final')) return 'final';
  return keys.includes('all') ? 'all' : 'wait';
}

function readOn(data: Data | undefined, path: Path): readonly DraftHandler[] {
  return entriesOf(data).map(([event, transition]) => ({
    event: { text: event, path: [...path, event] },
    branches: readBranches(transition, [...path, event]),
  }));
}

function readBranches(data: Data, path: Path): readonly DraftBranch[] {
  if (isList(data)) {
    return data.flatMap((item: Data, index) => readBranch(item, [...path, index]));
  }
  return readBranch(data, path);
}

function readBranch(data: Data, path: Path): readonly DraftBranch[] {
  if (typeof data === 'string') return [{ guard: undefined, target: { text: data, path }, path }];
  if (data === null || typeof data !== 'object' || isList(data)) return [];
  const guard = textAt(data, path, 'guard');
  // A guard of another type must not count as none.
  if (guard === undefined && memberOf(data, 'guard') !== undefined) return [];
  return [{ guard, target: textAt(data, path, 'target'), path }];
}

/** `Target` or `{ target: Target }`. */
function readTarget(data: Data | undefined, path: Path): Text | undefined {
  return typeof data === 'string' ? { text: data, path } : textAt(data, path, 'target');
}

/** `{ 30m: Target }` or `[{ delay: 30m, target: Target }]`; several are not supported, and reported elsewhere. */
function readAfter(data: Data | undefined, path: Path): DraftState['after'] {
  if (isList(data)) {
    const only: Data | undefined = data.length === 1 ? data[0] : undefined;
    const delay = textAt(only, [...path, 0], 'delay');
    const target = textAt(only, [...path, 0], 'target');
    return delay === undefined || target === undefined ? undefined : { delay, delayIsKey: false, target };
  }
  const [entry, ...more] = entriesOf(data);
  if (entry === undefined || more.length > 0) return undefined;
  const [delay, transition] = entry;
  const target = readTarget(transition, [...path, delay]);
  if (target === undefined) return undefined;
  return { delay: { text: delay, path: [...path, delay] }, delayIsKey: true, target };
}

export function memberOf(data: Data | undefined, key: string): Data | undefined {
  return entriesOf(data).find(([name]) => name === key)?.[1];
}

export function isMapping(data: Data | undefined): boolean {
  return typeof data === 'object' && data !== null && !isList(data);
}

export function entriesOf(data: Data | undefined): readonly (readonly [string, Data])[] {
  return data === undefined || data === null || typeof data !== 'object' || isList(data)
    ? []
    : Object.entries<Data>(data);
}

function textAt(data: Data | undefined, path: Path, key: string): Text | undefined {
  const value = memberOf(data, key);
  return typeof value === 'string' ? { text: value, path: [...path, key] } : undefined;
}

function textsOf(data: Data | undefined, path: Path): readonly Text[] {
  if (!isList(data)) return [];
  return data.flatMap((item: Data, index) =>
    typeof item === 'string' ? [{ text: item, path: [...path, index] }] : [],
  );
}

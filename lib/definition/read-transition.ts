import { isList, type Data } from './data.ts';
import type {
  DraftAssignment,
  DraftBranch,
  DraftClock,
  DraftHandler,
  DraftMoment,
  DraftTarget,
} from './draft.ts';
import type { Path } from './problems.ts';
import { readActions } from './read-action.ts';
import { entriesOf, isRecord, itemsOf, memberOf, textAt } from './read-data.ts';
import { expressionOf, valueOf } from './template.ts';

export function readHandlers(data: Data | undefined, path: Path): readonly DraftHandler[] {
  return entriesOf(data).map(([event, transition]) => ({
    event: { text: event, path: [...path, event] },
    branches: readBranches(transition, [...path, event]),
  }));
}

/** The members of an `all`: a list of names, or handlers. */
export function readMembers(data: Data | undefined, path: Path): readonly DraftHandler[] {
  if (!isList(data)) return readHandlers(data, path);
  return data.flatMap((event, index) => {
    const at = [...path, index];
    return typeof event === 'string' ? [{ event: { text: event, path: at }, branches: [nothing(at)] }] : [];
  });
}

/** A transition: a target, a branch, or a list of these. */
export function readBranches(data: Data | undefined, path: Path): readonly DraftBranch[] {
  return itemsOf(data, path).flatMap(([item, at]) => readBranch(item, at));
}

function readBranch(data: Data, path: Path): readonly DraftBranch[] {
  if (typeof data === 'string') return [{ ...nothing(path), target: { text: data, path, history: false } }];
  if (!isRecord(data)) return [];
  const guard = textAt(data, path, 'guard');
  // A guard of another type must not count as none.
  if (guard === undefined && memberOf(data, 'guard') !== undefined) return [];
  return [
    {
      guard: guard === undefined ? undefined : expressionOf(guard),
      target: readTarget(memberOf(data, 'target') ?? memberOf(data, 'Next'), targetPath(data, path)),
      assign: readAssign(memberOf(data, 'assign'), [...path, 'assign']),
      actions: readActions(memberOf(data, 'actions'), [...path, 'actions']),
      path,
    },
  ];
}

/** In a `catch`, ASL's own word may stand. */
function targetPath(data: Data, path: Path): Path {
  return [
    ...path,
    memberOf(data, 'target') === undefined && memberOf(data, 'Next') !== undefined ? 'Next' : 'target',
  ];
}

function nothing(path: Path): DraftBranch {
  return { guard: undefined, target: undefined, assign: [], actions: [], path };
}

function readTarget(data: Data | undefined, path: Path): DraftTarget | undefined {
  if (typeof data === 'string') return { text: data, path, history: false };
  const compound = textAt(data, path, 'history');
  return compound === undefined ? undefined : { ...compound, history: true };
}

export function readAssign(data: Data | undefined, path: Path): readonly DraftAssignment[] {
  return entriesOf(data).map(([name, value]) => {
    const at = [...path, name];
    return { name: { text: name, path: at }, value: valueOf(value, at) };
  });
}

/** `{ 30m: transition }`, or a list of `{ delay | at | silence, …transition }`. */
export function readClocks(data: Data | undefined, path: Path): readonly DraftClock[] {
  if (isRecord(data)) {
    return entriesOf(data).map(([delay, transition]) => {
      const at = [...path, delay];
      const moment = { kind: 'delay', text: delay, path: at, isKey: true } as const;
      return { moment, branches: readBranches(transition, at), path: at };
    });
  }
  return itemsOf(data, path).flatMap(([item, at]) => {
    const moment = readMoment(item, at);
    return moment === undefined ? [] : [{ moment, branches: readBranches(item, at), path: at }];
  });
}

/** `2d`, or `{ delay | at | silence: … }`. */
export function readDue(data: Data | undefined, path: Path): DraftMoment | undefined {
  return typeof data === 'string'
    ? { kind: 'delay', text: data, path, isKey: false }
    : readMoment(data, path);
}

function readMoment(data: Data | undefined, path: Path): DraftMoment | undefined {
  if (!isRecord(data)) return undefined;
  for (const kind of ['delay', 'at', 'silence'] as const) {
    const text = textAt(data, path, kind);
    if (text !== undefined) return { kind, ...text, isKey: false };
  }
  return undefined;
}

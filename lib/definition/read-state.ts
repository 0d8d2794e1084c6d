import { isList, type Data } from './data.ts';
import type { DraftCatch, DraftForEach, DraftRegion, DraftStanding, DraftState, DraftTask } from './draft.ts';
import { kindOf } from './kinds.ts';
import type { Path } from './problems.ts';
import { draftTextAt, readActions, readIntegration } from './read-action.ts';
import { entriesOf, itemsOf, memberOf, textAt, textsOf } from './read-data.ts';
import { readBranches, readClocks, readDue, readHandlers, readMembers } from './read-transition.ts';
import { expressionOf } from './template.ts';

/** The states under `states` of whatever has them. */
export function readStates(data: Data | undefined, path: Path): readonly DraftState[] {
  return entriesOf(memberOf(data, 'states')).map(([name, state]) =>
    readState(name, state, [...path, 'states', name]),
  );
}

export function readStanding(data: Data, path: Path): DraftStanding {
  return {
    on: readHandlers(memberOf(data, 'on'), [...path, 'on']),
    after: readClocks(memberOf(data, 'after'), [...path, 'after']),
    due: readDue(memberOf(data, 'due'), [...path, 'due']),
  };
}

function readState(name: string, data: Data, path: Path): DraftState {
  const kind = kindOf(data);
  const [inner, at] = kind === 'forEach' ? [memberOf(data, 'forEach'), [...path, 'forEach']] : [data, path];
  return {
    name: { text: name, path },
    kind,
    ...readStanding(data, path),
    entry: readActions(memberOf(data, 'entry'), [...path, 'entry']),
    always: readBranches(memberOf(data, 'always'), [...path, 'always']),
    onDone: readBranches(memberOf(data, 'onDone'), [...path, 'onDone']),
    members: readMembers(memberOf(data, 'all'), [...path, 'all']),
    initial: textAt(inner, at, 'initial'),
    states: readStates(inner, at),
    regions: readRegions(memberOf(data, 'parallel'), [...path, 'parallel']),
    forEach: kind === 'forEach' ? readForEach(inner, at) : undefined,
    task: kind === 'task' ? readTask(data, path) : undefined,
    final: textAt(data, path, 'final'),
    error: draftTextAt(data, path, 'error'),
    cause: draftTextAt(data, path, 'cause'),
  };
}

function readRegions(data: Data | undefined, path: Path): readonly DraftRegion[] {
  return entriesOf(data).map(([name, region]) => {
    const at = [...path, name];
    return {
      name: { text: name, path: at },
      initial: textAt(region, at, 'initial'),
      states: readStates(region, at),
    };
  });
}

function readForEach(data: Data | undefined, path: Path): DraftForEach {
  const expression = (key: string) => {
    const text = textAt(data, path, key);
    return text === undefined ? undefined : expressionOf(text);
  };
  return {
    items: expression('items'),
    key: expression('key'),
    match: expression('match'),
    opens: textsOf(memberOf(data, 'opens'), [...path, 'opens']),
  };
}

function readTask(data: Data, path: Path): DraftTask {
  return {
    integration: readIntegration(data, path),
    catch: readCatch(memberOf(data, 'catch'), [...path, 'catch']),
    next: readBranches(memberOf(data, 'next'), [...path, 'next']),
  };
}

/** `{ ErrorName: transition }`, or a list of `{ errors, …transition }`, for which ASL's own words may stand. */
function readCatch(data: Data | undefined, path: Path): readonly DraftCatch[] {
  if (!isList(data)) {
    return entriesOf(data).map(([error, transition]) => {
      const at = [...path, error];
      return { errors: [{ text: error, path: at }], branches: readBranches(transition, at), path: at };
    });
  }
  return itemsOf(data, path).flatMap(([item, at]) => {
    const key = memberOf(item, 'errors') === undefined ? 'ErrorEquals' : 'errors';
    const errors = textsOf(memberOf(item, key), [...at, key]);
    return errors.length === 0 ? [] : [{ errors, branches: readBranches(item, at), path: at }];
  });
}

import { LATER } from './later.ts';
import type { Path } from './problems.ts';
import { kindOf } from './read-draft.ts';
import { definitionSchema, eventSchema, branchSchema, STATE_SHAPES } from './schema.ts';
import type { Data } from './data.ts';

/** What may stand at one place of the file. */
export type Place = {
  /** For messages: `at the top`, `in a state`. */
  readonly noun: string;
  readonly keys: readonly string[];
  /** Keys of the language that are not supported yet → what they are for. */
  readonly later: ReadonlyMap<string, string>;
  /** Keys that belong to another kind of state → which. */
  readonly elsewhere: ReadonlyMap<string, string>;
};

const NONE: ReadonlyMap<string, string> = new Map();

/** The place that a mapping at `path` fills. */
export function placeOf(path: Path, value: Data | undefined): Place {
  const [section, , key] = path;
  if (path.length === 0) return place('at the top', Object.keys(definitionSchema.shape), LATER.definition);
  if (section === 'start' && path.length === 1) return place('in `start`', ['on'], NONE);
  if (section === 'events') return place('in an event', Object.keys(eventSchema.shape), LATER.event);
  if (section === 'states' && path.length === 2) return statePlace(value);
  if (key === 'after') {
    return typeof path[3] === 'number'
      ? place('in a deadline', ['delay', 'target'], LATER.clock)
      : place('in a deadline', ['target'], LATER.clock);
  }
  if (key === 'onDone') return place('in `onDone`', ['target'], LATER.plain);
  return place('in a transition', Object.keys(branchSchema.shape), LATER.transition);
}

function place(
  noun: string,
  keys: readonly string[],
  later: ReadonlyMap<string, string>,
  elsewhere: ReadonlyMap<string, string> = NONE,
): Place {
  return { noun, keys, later, elsewhere };
}

const IN_ALL = 'it is for an `all` state';
const IN_FINAL = 'it is for a final state';
const IN_LIVING = 'nothing happens after the end';

function statePlace(value: Data | undefined): Place {
  const kind = value === undefined ? 'wait' : kindOf(value);
  switch (kind) {
    case 'final':
      return place(
        'in a final state',
        Object.keys(STATE_SHAPES.final.shape),
        LATER.state,
        new Map([
          ['on', IN_LIVING],
          ['all', IN_LIVING],
          ['onDone', IN_LIVING],
          ['after', IN_LIVING],
          ['due', IN_LIVING],
        ]),
      );
    case 'all':
      return place(
        'in an `all` state',
        Object.keys(STATE_SHAPES.all.shape),
        LATER.state,
        new Map([
          ['error', IN_FINAL],
          ['cause', IN_FINAL],
        ]),
      );
    case 'wait':
    case 'other':
      return place(
        'in a wait state',
        [...Object.keys(STATE_SHAPES.wait.shape), 'all', 'final'],
        LATER.state,
        new Map([
          ['onDone', IN_ALL],
          ['error', IN_FINAL],
          ['cause', IN_FINAL],
        ]),
      );
  }
}

import type { Data } from './data.ts';
import { kindOf } from './kinds.ts';
import type { Path } from './problems.ts';
import { definitionSchema, STATE_SHAPES } from './schema.ts';
import { ACTION_SHAPES, notifySchema, publishSchema, retrierSchema } from './shapes/actions.ts';
import { branchSchema, historySchema, memberBranch, MOMENT_KEYS } from './shapes/transitions.ts';
import { eventSchema } from './shapes/values.ts';
import { spotOf } from './spot.ts';
import { statePlace } from './state-place.ts';

/** What may stand at one place of the file. */
export type Place = {
  /** For messages: `at the top`, `in a state`. */
  readonly noun: string;
  readonly keys: readonly string[];
  /** Keys of the language that belong elsewhere → why they cannot stand here, and what to do. */
  readonly elsewhere: ReadonlyMap<string, string>;
  /** Keys of the language that are refused here by name → the message. */
  readonly refused: ReadonlyMap<string, string>;
};

/** The place that a mapping at `path` fills. */
export function placeOf(path: Path, value: Data | undefined): Place {
  const spot = spotOf(path);
  switch (spot.kind) {
    case 'definition':
      return place('at the top', keysOf(definitionSchema), AT_TOP);
    case 'start':
      return place('in `start`', ['on']);
    case 'event':
      return place('in an event', keysOf(eventSchema));
    case 'state':
      return statePlace(value === undefined ? 'wait' : kindOf(value), spot.inItem);
    case 'region':
      return place('in a region', keysOf(STATE_SHAPES.region), IN_REGION);
    case 'forEach':
      return place('in `forEach`', keysOf(STATE_SHAPES.items), BESIDE_FOR_EACH);
    case 'target':
      return place('in a target', keysOf(historySchema));
    case 'due':
      return place('in `due`', MOMENT_KEYS, oneOf(MOMENT_KEYS, 'a deadline has one moment'));
    case 'retrier':
      return place('in a retrier', keysOf(retrierSchema));
    case 'publish':
      return place('in `publish`', keysOf(publishSchema));
    case 'notify':
      return place('in `notify`', keysOf(notifySchema));
    case 'action':
      return place('in an action', ACTION_KEYS, oneOf(ACTION_KEYS, 'an action does one thing; make it two'));
    case 'transition':
      return transitionPlace(spot.of, spot.inList);
    case 'part':
      return place(`in \`${spot.of}\``, []);
  }
}

function transitionPlace(of: string, inList: boolean): Place {
  const keys = keysOf(branchSchema);
  switch (of) {
    case 'all':
      return place('in a member', keysOf(memberBranch), IN_MEMBER);
    case 'after':
      return inList
        ? place(
            'in a deadline',
            [...MOMENT_KEYS, ...keys],
            oneOf(MOMENT_KEYS, 'a deadline has one moment; make it two'),
          )
        : place(
            'in a deadline',
            keys,
            oneOf(
              MOMENT_KEYS,
              'the key above it is the moment. Write a list: `after: [{ at: …, target: … }]`',
            ),
          );
    case 'catch':
      return place('in a `catch`', [...(inList ? ['errors'] : []), ...keys]);
    default:
      return place(of === 'on' ? 'in a transition' : `in \`${of}\``, keys);
  }
}

function place(noun: string, keys: readonly string[], elsewhere: Place['elsewhere'] = new Map()): Place {
  return { noun, keys, elsewhere, refused: new Map() };
}

export function keysOf(shape: { readonly shape: object }): readonly string[] {
  return Object.keys(shape.shape);
}

function oneOf(keys: readonly string[], why: string): ReadonlyMap<string, string> {
  return new Map(keys.map((key) => [key, `${why}.`]));
}

const ACTION_KEYS = [...new Set(Object.values(ACTION_SHAPES).flatMap(keysOf))];

const IN_MEMBER = oneOf(
  ['target'],
  'a member stays in its `all`, and `onDone` says where that leads. An event that leaves it stands in `on`',
);
const AT_TOP = oneOf(['always', 'entry'], 'it is for a state');
const IN_REGION = oneOf(
  ['on', 'after', 'due', 'always', 'entry', 'onDone'],
  'it is for a state. Put it on the state that has the regions, or make a compound the only state of the region',
);
const BESIDE_FOR_EACH = oneOf(
  ['on', 'after', 'due', 'always', 'entry', 'onDone'],
  'it concerns all items. Put it beside `forEach`',
);

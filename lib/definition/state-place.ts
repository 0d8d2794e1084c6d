import type { DraftKind } from './draft.ts';
import type { Place } from './place.ts';
import { STATE_SHAPES } from './schema.ts';
import { ITEM_SHAPES } from './shapes/states.ts';

const ONE_KIND =
  'A state is exactly one of wait (`on`), `all`, compound (`states`), `parallel`, `forEach`, `task` and `final`; make it two states.';

const NOUNS = {
  wait: 'in a wait state',
  all: 'in an `all` state',
  compound: 'in a compound state',
  parallel: 'in a parallel state',
  forEach: 'beside `forEach`',
  task: 'in a task state',
  final: 'in a final state',
} as const satisfies { readonly [kind in DraftKind]: string };

/** The key that makes a state one of the kind. */
const MARKS = ['all', 'states', 'parallel', 'forEach', 'task', 'final'] as const;

/** Keys of states → what they are for. */
const PURPOSES: ReadonlyMap<string, string> = new Map([
  ['all', 'it is for an `all` state'],
  ['states', 'it is for a compound state'],
  ['initial', 'it is for a compound state'],
  ['parallel', 'it is for a parallel state'],
  ['forEach', 'it is for a `forEach` state'],
  ['task', 'it is for a task state'],
  ['arguments', 'it is for a task state'],
  ['retry', 'it is for a task state'],
  ['catch', 'it is for a task state'],
  ['next', 'it is for a task state'],
  ['final', 'it is for a final state'],
  ['error', 'it is for a final state'],
  ['cause', 'it is for a final state'],
  ['onDone', 'it is for a state that gets done: `all`, compound, parallel or forEach'],
  ['always', 'it is for a wait, compound, parallel or forEach state'],
]);

/** Why nothing else can stand in some kinds. */
const EXCLUSIVE: ReadonlyMap<DraftKind, readonly [keys: readonly string[], why: string]> = new Map([
  ['final', [['on', 'all', 'after', 'due', 'always', 'onDone', 'next'], 'nothing happens after the end']],
  ['task', [['on', 'after', 'due'], 'nothing interrupts a task, and events are held meanwhile']],
]);

const IN_FOR_EACH: ReadonlyMap<string, string> = new Map(
  ['items', 'key', 'match', 'opens', 'initial', 'states'].map((key) => [key, 'it stands inside `forEach`.']),
);

const NONE: Place['refused'] = new Map();

/** What an item's state cannot be or have; the limits of one wait for all items. */
export const REFUSED_IN_ITEMS: Place['refused'] = new Map(
  ['always', 'entry', 'all', 'states', 'initial', 'parallel', 'forEach', 'task'].map((key) => [
    key,
    `\`${key}\` is not supported inside a forEach: an item's state is a wait (\`on\`, \`after\`, \`due\`) or final. An item that needs more is a choreography of its own.`,
  ]),
);

export function statePlace(kind: DraftKind, inItem: boolean): Place {
  const shape = inItem && (kind === 'wait' || kind === 'final') ? ITEM_SHAPES[kind] : STATE_SHAPES[kind];
  const keys = Object.keys(shape.shape);
  const [exclusive, why] = EXCLUSIVE.get(kind) ?? [[], ''];
  const elsewhere = new Map([
    ...[...PURPOSES].map(([key, purpose]) => [key, `${purpose}. ${ONE_KIND}`] as const),
    ...exclusive.map((key) => [key, `${why}. ${ONE_KIND}`] as const),
    ...(kind === 'forEach' ? IN_FOR_EACH : []),
  ]);
  for (const key of keys) elsewhere.delete(key);
  if (inItem) {
    const marked = kind === 'wait' ? [...keys, 'final'] : keys;
    return { noun: "in an item's state", keys: marked, elsewhere, refused: REFUSED_IN_ITEMS };
  }
  return { noun: NOUNS[kind], keys: kind === 'wait' ? [...keys, ...MARKS] : keys, elsewhere, refused: NONE };
}

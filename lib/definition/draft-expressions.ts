import type {
  Draft,
  DraftAction,
  DraftExpression,
  DraftPolicies,
  DraftStanding,
  DraftState,
  DraftText,
} from './draft.ts';
import { isComputed } from './moment.ts';
import { expressionOf } from './template.ts';
import { statesIn, waysIn, type Placed, type Way } from './tree.ts';

/** An expression of the definition, and what it may read. */
export type NamedExpression = DraftExpression & {
  /** What it is for, in the words of the file: `guard`, `assign`, `correlation`, `cause`, … */
  readonly role: string;
  /** What a name without a `$` is read of: the event, one of the items of a forEach, or nothing. */
  readonly root: 'event' | 'item' | 'none';
  /** The variables it can read, without the `$`. */
  readonly variables: readonly string[];
  /** The state it stands on; undefined at the top. */
  readonly owner: Placed | undefined;
};

type Readable = Pick<NamedExpression, 'root' | 'variables' | 'owner'>;

/** Every JSONata expression of the definition. */
export function expressionsIn(draft: Draft): readonly NamedExpression[] {
  return [
    ...[draft.policies, ...draft.events.map(({ policies }) => policies)].flatMap(inPolicies),
    ...draft.labels.flatMap(({ value }) => named('label', value.parts, { ...OUTSIDE, root: 'event' })),
    ...waysIn(draft).flatMap(inWay),
    ...inClocks(draft.top, OUTSIDE),
    ...statesIn(draft).flatMap(inState),
  ];
}

const OUTSIDE: Readable = { root: 'none', variables: ['context', 'id'], owner: undefined };

function inPolicies({ correlation, identity, time }: DraftPolicies): readonly NamedExpression[] {
  const over = { root: 'event', variables: [], owner: undefined } as const;
  return [
    ...named('correlation', correlation, over),
    ...named('identity', listed(identity), over),
    ...named('time', listed(time), over),
  ];
}

function inWay(way: Way): readonly NamedExpression[] {
  const { variables, owner } = way.owner === undefined ? OUTSIDE : standingOn(way.owner);
  const readable: Readable = {
    root: way.event === undefined ? 'none' : 'event',
    variables: way.at === 'next' || way.at === 'catch' ? [...variables, 'result'] : variables,
    owner,
  };
  return way.branches.flatMap(({ guard, assign, actions }) => [
    ...named('guard', listed(guard), readable),
    ...assign.flatMap(({ value }) => named('assign', value.parts, readable)),
    ...inActions(actions, readable),
  ]);
}

function inState(owner: Placed): readonly NamedExpression[] {
  const { state } = owner;
  const readable = standingOn(owner);
  return [
    ...inClocks(state, readable),
    ...inActions(state.entry, readable),
    ...named('arguments', state.task?.integration?.parts ?? [], readable),
    ...inForEach(owner),
    ...inText('error', state.error, readable),
    ...inText('cause', state.cause, readable),
  ];
}

function inForEach(owner: Placed): readonly NamedExpression[] {
  const { forEach } = owner.state;
  return [
    ...named('items', listed(forEach?.items), { ...OUTSIDE, owner }),
    ...named('key', listed(forEach?.key), { root: 'item', variables: ['context', 'id', 'item'], owner }),
    ...named('match', listed(forEach?.match), { root: 'event', variables: ['context', 'id'], owner }),
  ];
}

/** What stands on a state, and is no answer to an event, can read. */
function standingOn(owner: Placed): Readable {
  const each = owner.within.some(({ state }) => state.kind === 'forEach');
  const items = each || owner.state.kind === 'forEach';
  const variables = ['context', 'id', ...(each ? ['item'] : []), ...(items ? ['items'] : [])];
  return { root: 'none', variables, owner };
}

/** Fixed ones are no expressions. */
function inClocks(standing: DraftStanding | DraftState, readable: Readable): readonly NamedExpression[] {
  const moments = [
    ...standing.after.map(({ moment }) => ({ role: moment.kind, moment })),
    ...(standing.due === undefined ? [] : [{ role: 'due', moment: standing.due }]),
  ];
  return moments.flatMap(({ role, moment }) =>
    isComputed(moment) ? named(role, [expressionOf(moment)], readable) : [],
  );
}

function inActions(actions: readonly DraftAction[], readable: Readable): readonly NamedExpression[] {
  return actions.flatMap((action) => {
    switch (action.kind) {
      case 'publish':
        return named('detail', action.detail?.parts ?? [], readable);
      case 'notify':
        return [
          ...inText('subject', action.subject, readable),
          ...inText('message', action.message, readable),
        ];
      case 'task':
        return named('arguments', action.integration.parts, readable);
    }
  });
}

function inText(role: string, text: DraftText | undefined, readable: Readable): readonly NamedExpression[] {
  return named(role, listed(text?.expression), readable);
}

function named(
  role: string,
  expressions: readonly DraftExpression[],
  readable: Readable,
): readonly NamedExpression[] {
  return expressions.map((expression) => ({ ...expression, role, ...readable }));
}

function listed<Item>(item: Item | undefined): readonly Item[] {
  return item === undefined ? [] : [item];
}

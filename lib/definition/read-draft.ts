import type { Draft, DraftEvent, DraftExpression, DraftPolicies } from './draft.ts';
import { entriesOf, memberOf, textAt, textsOf } from './read-data.ts';
import { readStanding, readStates } from './read-state.ts';
import { readAssign, readHandlers } from './read-transition.ts';
import type { Path } from './problems.ts';
import { expressionOf } from './template.ts';
import type { Data } from './data.ts';

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
    redact: textsOf(memberOf(data, 'redact'), ['redact']),
    labels: readAssign(memberOf(data, 'labels'), ['labels']),
    context: entriesOf(memberOf(data, 'context')).map(([name, value]) => ({
      name: { text: name, path: ['context', name] },
      value,
    })),
    events: entriesOf(memberOf(data, 'events')).map(([name, event]) => readEvent(name, event)),
    start: readHandlers(memberOf(memberOf(data, 'start'), 'on'), ['start', 'on']),
    top: readStanding(data, []),
    states: readStates(data, []),
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
  return {
    correlation: textsOf(memberOf(data, 'correlation'), [...path, 'correlation']).map(expressionOf),
    identity: expressionAt(data, path, 'identity'),
    time: expressionAt(data, path, 'time'),
    hold: textAt(data, path, 'hold'),
    settle: textAt(data, path, 'settle'),
    stale: textAt(data, path, 'stale'),
    unexpected: textAt(data, path, 'unexpected'),
  };
}

function expressionAt(data: Data, path: Path, key: string): DraftExpression | undefined {
  const text = textAt(data, path, key);
  return text === undefined ? undefined : expressionOf(text);
}

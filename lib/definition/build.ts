import type {
  AllState,
  Branch,
  Choreography,
  EventDeclaration,
  EventPattern,
  Handler,
  State,
  UnexpectedPolicy,
} from './model.ts';
import { UNEXPECTED_POLICIES } from './model.ts';
import type { Draft, DraftEvent, DraftHandler, DraftState, Text } from './draft.ts';
import { parseDuration } from './duration.ts';
import { errorOf } from './names.ts';
import { entriesOf } from './read-draft.ts';
import { isList, type Data } from './data.ts';

const DEFAULTS = { identity: 'id', time: 'time', hold: '5m', unexpected: 'fail' } as const;

/** Makes the model of a draft that has no error; fills in the defaults. */
export function buildChoreography(draft: Draft): Choreography {
  const id = textOf(draft.id, 'id');
  return {
    id,
    title: draft.title?.text ?? id,
    description: draft.description?.text,
    events: draft.events.map((event) => buildEvent(draft, event)),
    start: draft.start.map(buildHandler),
    states: draft.states.map(buildState),
    rerun: draft.rerun,
  };
}

function buildEvent(draft: Draft, event: DraftEvent): EventDeclaration {
  const own = event.policies;
  const shared = draft.policies;
  const correlation = own.correlation.length > 0 ? own.correlation : shared.correlation;
  return {
    name: event.name.text,
    pattern: patternOf(event),
    correlation: correlation.map(({ text }) => text),
    identity: (own.identity ?? shared.identity)?.text ?? DEFAULTS.identity,
    time: (own.time ?? shared.time)?.text ?? DEFAULTS.time,
    hold: durationOf(own.hold?.text ?? shared.hold?.text ?? DEFAULTS.hold),
    unexpected: policyOf((own.unexpected ?? shared.unexpected)?.text ?? DEFAULTS.unexpected),
    ignored: draft.ignore.some(({ text }) => text === event.name.text),
  };
}

/** The complete EventBridge pattern of an event: source, detail type, and what its `pattern` adds. */
export function patternOf(event: DraftEvent): EventPattern {
  return {
    source: matchersOf(event.source),
    'detail-type': matchersOf(event.detailType ?? event.name.text),
    ...Object.fromEntries(entriesOf(event.pattern)),
  };
}

function matchersOf(matcher: Data | undefined): readonly Data[] {
  if (matcher === undefined) return [];
  return isList(matcher) ? matcher : [matcher];
}

function buildHandler(handler: DraftHandler): Handler {
  return { event: handler.event.text, branches: handler.branches.map(buildBranch) };
}

function buildBranch({ guard, target }: DraftHandler['branches'][number]): Branch {
  return {
    ...(guard === undefined ? {} : { guard: guard.text }),
    ...(target === undefined ? {} : { target: target.text }),
  };
}

function buildState(state: DraftState): State {
  const name = state.name.text;
  switch (state.kind) {
    case 'wait':
      return { kind: 'wait', name, on: state.on.map(buildHandler), ...buildClocks(state) };
    case 'all':
      return {
        kind: 'all',
        name,
        members: state.members.map(({ text }) => text),
        onDone: textOf(state.onDone, 'onDone'),
        on: state.on.map(buildHandler),
        ...buildClocks(state),
      };
    case 'final':
      return buildFinal(state);
    case 'other':
      throw new Error(`The state ${name} has been refused as not supported; it cannot be built.`);
  }
}

function buildFinal(state: DraftState): State {
  const name = state.name.text;
  if (state.final?.text !== 'failed') return { kind: 'final', name, outcome: 'succeeded' };
  const cause = state.cause === undefined ? {} : { cause: state.cause.text };
  return { kind: 'final', name, outcome: 'failed', error: errorOf(state), ...cause };
}

function buildClocks(state: DraftState): Pick<AllState, 'after' | 'due'> {
  const { after, due } = state;
  return {
    ...(after === undefined
      ? {}
      : { after: { delay: durationOf(after.delay.text), target: after.target.text } }),
    ...(due === undefined ? {} : { due: durationOf(due.text) }),
  };
}

function durationOf(text: string): number {
  const duration = parseDuration(text);
  if (duration === undefined) throw new Error(`The duration ${text} has been refused; it cannot be built.`);
  return duration;
}

function policyOf(text: string): UnexpectedPolicy {
  return UNEXPECTED_POLICIES.find((policy) => policy === text) ?? DEFAULTS.unexpected;
}

function textOf(text: Text | undefined, key: string): string {
  if (text === undefined)
    throw new Error(`\`${key}\` has been reported as missing; nothing can be built without it.`);
  return text.text;
}

import { publishers } from './building/actions.ts';
import { stateBuilder } from './building/states.ts';
import { buildAssign } from './building/transitions.ts';
import { isList, type Data } from './data.ts';
import type { Draft, DraftEvent, Text } from './draft.ts';
import { parseDuration } from './duration.ts';
import {
  STALE_POLICIES,
  UNEXPECTED_POLICIES,
  type Choreography,
  type EventDeclaration,
  type EventPattern,
} from './model.ts';
import { entriesOf } from './read-data.ts';

const DEFAULTS = {
  identity: 'id',
  time: 'time',
  hold: '5m',
  settle: '0s',
  stale: 'accept',
  unexpected: 'fail',
} as const;

/** Makes the model of a draft that has no error; fills in the defaults. */
export function buildChoreography(draft: Draft): Choreography {
  const id = idOf(draft);
  const build = stateBuilder(publishers(id, draft.events));
  return {
    id,
    title: draft.title?.text ?? id,
    description: draft.description?.text,
    events: draft.events.map((event) => buildEvent(draft, event)),
    start: draft.start.map(build.handler),
    top: build.standing(draft.top),
    states: draft.states.map(build.state),
    context: Object.fromEntries(draft.context.map(({ name, value }) => [name.text, value])),
    rerun: draft.rerun,
    redact: draft.redact.map(({ text }) => text),
    labels: buildAssign(draft.labels),
  };
}

function idOf({ id }: Draft): string {
  if (id === undefined) throw new Error('A definition without an id has been refused; it cannot be built.');
  return id.text;
}

function buildEvent(draft: Draft, event: DraftEvent): EventDeclaration {
  const own = event.policies;
  const shared = draft.policies;
  const said = (key: keyof typeof DEFAULTS) => (own[key] ?? shared[key])?.text ?? DEFAULTS[key];
  const correlation = own.correlation.length > 0 ? own.correlation : shared.correlation;
  return {
    name: event.name.text,
    pattern: patternOf(event),
    correlation: correlation.map(({ text }) => text),
    identity: said('identity'),
    time: said('time'),
    hold: durationOf(said('hold')),
    settle: durationOf(said('settle')),
    stale: oneOf(STALE_POLICIES, said('stale')) ?? DEFAULTS.stale,
    unexpected: oneOf(UNEXPECTED_POLICIES, said('unexpected')) ?? DEFAULTS.unexpected,
    ignored: draft.ignore.some(({ text }: Text) => text === event.name.text),
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

function durationOf(text: string): number {
  const duration = parseDuration(text);
  if (duration === undefined) throw new Error(`The duration ${text} has been refused; it cannot be built.`);
  return duration;
}

function oneOf<Policy extends string>(policies: readonly Policy[], text: string): Policy | undefined {
  return policies.find((policy) => policy === text);
}

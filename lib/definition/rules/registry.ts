import type { Draft } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { isMapping, memberOf } from '../read-draft.ts';
import { branchesAreAlive } from './branches-are-alive.ts';
import { correlationIsGiven } from './correlation-is-given.ts';
import { dueComesFirst } from './due-comes-first.ts';
import { durationsFit } from './durations-fit.ts';
import { endsAreReached } from './ends-are-reached.ts';
import { eventsAreKnown } from './events-are-known.ts';
import { eventsAreToldApart } from './events-are-told-apart.ts';
import { eventsAreUsed } from './events-are-used.ts';
import { expressionsParse } from './expressions-parse.ts';
import { expressionsReadTheEvent } from './expressions-read-the-event.ts';
import { finalsAreConsistent } from './finals-are-consistent.ts';
import { idIsKebabCase } from './id-is-kebab-case.ts';
import { ignoredEventsAreUnused } from './ignored-events-are-unused.ts';
import { loopsHaveADeadline } from './loops-have-a-deadline.ts';
import { membersAreDistinct } from './members-are-distinct.ts';
import { namesAreFree } from './names-are-free.ts';
import { namesAreToldApart } from './names-are-told-apart.ts';
import { namesFit } from './names-fit.ts';
import { oneDeadline } from './one-deadline.ts';
import { patternsAreValid } from './patterns-are-valid.ts';
import type { Rule } from './rule.ts';
import { rulesFit } from './rules-fit.ts';
import { somethingStarts } from './something-starts.ts';
import { statesAreReached } from './states-are-reached.ts';
import { targetsAreKnown } from './targets-are-known.ts';
import { textHasNoPlaceholder } from './text-has-no-placeholder.ts';
import { waitsHaveAWayOut } from './waits-have-a-way-out.ts';

/** Judge one part each, whatever is wrong with the others. */
const PART_RULES: readonly Rule[] = [
  idIsKebabCase,
  correlationIsGiven,
  namesFit,
  namesAreFree,
  namesAreToldApart,
  textHasNoPlaceholder,
  somethingStarts,
  eventsAreKnown,
  targetsAreKnown,
  ignoredEventsAreUnused,
  membersAreDistinct,
  branchesAreAlive,
  oneDeadline,
  durationsFit,
  dueComesFirst,
  finalsAreConsistent,
  expressionsParse,
  expressionsReadTheEvent,
  patternsAreValid,
];

/** Need patterns that EventBridge takes. */
const PATTERN_RULES: readonly Rule[] = [eventsAreToldApart, rulesFit];

/** Judge how the parts hang together, which says nothing while one of them is not what the author meant. */
const WHOLE_RULES: readonly Rule[] = [
  statesAreReached,
  waitsHaveAWayOut,
  endsAreReached,
  loopsHaveADeadline,
  eventsAreUsed,
];

const SHAPE_CODES: ReadonlySet<string> = new Set([
  'too-complex',
  'syntax',
  'duplicate-key',
  'wrong-type',
  'missing-key',
  'unknown-key',
  'not-supported',
  'mixed-kinds',
  'unknown-target',
  'unknown-event',
  'no-start',
  'no-states',
]);

/** At the top, these hold transitions; a problem elsewhere leaves the states and their ways as they are. */
const HOLDING_WAYS: ReadonlySet<unknown> = new Set(['states', 'start', 'on', 'after', 'always', undefined]);

export function checkRules(draft: Draft, shape: readonly Finding[]): readonly Finding[] {
  const parts = run(PART_RULES, draft);
  const broken = [...shape, ...parts];
  const patterns = broken.some(
    ({ code, path }) => code === 'pattern-invalid' || isShapeOf(path, code, EVENTS),
  )
    ? []
    : run(PATTERN_RULES, draft);
  const ways = isMapping(memberOf(draft.data, 'states')) && isMapping(memberOf(draft.data, 'start'));
  const whole =
    !ways || broken.some(({ code, path }) => isShapeOf(path, code, HOLDING_WAYS))
      ? []
      : run(WHOLE_RULES, draft);
  return [...parts, ...patterns, ...whole];
}

const EVENTS: ReadonlySet<unknown> = new Set(['events', undefined]);

function isShapeOf(path: Finding['path'], code: Finding['code'], sections: ReadonlySet<unknown>): boolean {
  return sections.has(path[0]) && SHAPE_CODES.has(code);
}

function run(rules: readonly Rule[], draft: Draft): readonly Finding[] {
  return rules.flatMap((rule) => rule(draft));
}

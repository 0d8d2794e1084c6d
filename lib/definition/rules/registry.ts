import type { Draft } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { isMapping, memberOf } from '../read-data.ts';
import { automaticLoopsEnd } from './automatic-loops-end.ts';
import { branchesAreAlive } from './branches-are-alive.ts';
import { choicesHaveALastResort } from './choices-have-a-last-resort.ts';
import { clocksStayInRegions } from './clocks-stay-in-regions.ts';
import { contextIsGiven } from './context-is-given.ts';
import { correlationIsGiven } from './correlation-is-given.ts';
import { deadlinesAreReached } from './deadlines-are-reached.ts';
import { dueComesFirst } from './due-comes-first.ts';
import { durationsFit } from './durations-fit.ts';
import { endsAreAnswered } from './ends-are-answered.ts';
import { endsAreReached } from './ends-are-reached.ts';
import { eventsAreKnown } from './events-are-known.ts';
import { eventsAreToldApart } from './events-are-told-apart.ts';
import { eventsAreUsed } from './events-are-used.ts';
import { expressionsParse } from './expressions-parse.ts';
import { expressionsReadTheEvent } from './expressions-read-the-event.ts';
import { finalsAreConsistent } from './finals-are-consistent.ts';
import { historyIsOfWaits } from './history-is-of-waits.ts';
import { idIsKebabCase } from './id-is-kebab-case.ts';
import { ignoredEventsAreUnused } from './ignored-events-are-unused.ts';
import { initialsAreInside } from './initials-are-inside.ts';
import { loopsHaveADeadline } from './loops-have-a-deadline.ts';
import { membersAreDistinct } from './members-are-distinct.ts';
import { namesAreFree } from './names-are-free.ts';
import { namesAreToldApart } from './names-are-told-apart.ts';
import { namesAreUnique } from './names-are-unique.ts';
import { namesFit } from './names-fit.ts';
import { outcomesMatter } from './outcomes-matter.ts';
import { patternsAreValid } from './patterns-are-valid.ts';
import { publishesAreClear } from './publishes-are-clear.ts';
import { redactedIsUnread } from './redacted-is-unread.ts';
import { redactionsArePaths } from './redactions-are-paths.ts';
import { regionsAreKept } from './regions-are-kept.ts';
import { regionsAssignApart } from './regions-assign-apart.ts';
import { regionsAwaitApart } from './regions-await-apart.ts';
import { regionsSeeAssigns } from './regions-see-assigns.ts';
import { rulesFit } from './rules-fit.ts';
import { somethingStarts } from './something-starts.ts';
import { statesAreReached } from './states-are-reached.ts';
import { targetsAreKnown } from './targets-are-known.ts';
import { tasksAreValid } from './tasks-are-valid.ts';
import { templatesAreWhole } from './templates-are-whole.ts';
import { textHasNoPlaceholder } from './text-has-no-placeholder.ts';
import { variablesAreThere } from './variables-are-there.ts';
import { waitsHaveAWayOut } from './waits-have-a-way-out.ts';
import { withoutEchoes } from './echoes.ts';
import type { Rule } from './rule.ts';

/** Judge one part each, whatever is wrong with the others. */
const PART_RULES: readonly Rule[] = [
  idIsKebabCase,
  correlationIsGiven,
  namesFit,
  namesAreFree,
  namesAreToldApart,
  namesAreUnique,
  textHasNoPlaceholder,
  somethingStarts,
  eventsAreKnown,
  targetsAreKnown,
  initialsAreInside,
  regionsAreKept,
  historyIsOfWaits,
  ignoredEventsAreUnused,
  membersAreDistinct,
  branchesAreAlive,
  durationsFit,
  dueComesFirst,
  deadlinesAreReached,
  clocksStayInRegions,
  choicesHaveALastResort,
  endsAreAnswered,
  outcomesMatter,
  finalsAreConsistent,
  expressionsParse,
  expressionsReadTheEvent,
  variablesAreThere,
  contextIsGiven,
  templatesAreWhole,
  regionsAssignApart,
  regionsAwaitApart,
  regionsSeeAssigns,
  tasksAreValid,
  publishesAreClear,
  redactionsArePaths,
  redactedIsUnread,
  patternsAreValid,
];

/** Need patterns that EventBridge takes. */
const PATTERN_RULES: readonly Rule[] = [eventsAreToldApart, rulesFit];

/** Judge how the parts hang together, which says nothing while one of them is not what the author meant. */
const WHOLE_RULES: readonly Rule[] = [
  statesAreReached,
  waitsHaveAWayOut,
  endsAreReached,
  automaticLoopsEnd,
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
  'unknown-initial',
  'unknown-event',
  'duplicate-name',
  'region-crossed',
  'history-unfit',
  'no-start',
  'no-states',
]);

/** At the top, these hold transitions; a problem elsewhere leaves the states and their ways as they are. */
const HOLDING_WAYS: ReadonlySet<unknown> = new Set(['states', 'start', 'on', 'after', 'always', undefined]);

export function checkRules(draft: Draft, shape: readonly Finding[]): readonly Finding[] {
  const parts = withoutEchoes(run(PART_RULES, draft), shape);
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
  // A misspelt section may be any of them.
  const misspelt = path.length === 1 && code === 'unknown-key';
  return misspelt || (sections.has(path[0]) && SHAPE_CODES.has(code));
}

function run(rules: readonly Rule[], draft: Draft): readonly Finding[] {
  return rules.flatMap((rule) => rule(draft));
}

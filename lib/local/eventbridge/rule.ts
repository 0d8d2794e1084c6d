import { parsePattern } from '../../patterns/parse.ts';
import type { Pattern } from '../../patterns/pattern.ts';
import { placeIn } from '../../patterns/place.ts';
import { textOf, type JsonObject } from '../json.ts';
import { AwsError } from '../service.ts';
import { validation } from './errors.ts';
import { parseSchedule, type Schedule } from './schedule.ts';
import type { Target } from './target.ts';

/** The third one is enabled, and meant for rules on CloudTrail's read-only events, which do not come here. */
const STATES = ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] as const;

export type RuleState = (typeof STATES)[number];

/** What PutRule says of a rule. */
export type RuleDefinition = {
  readonly name: string;
  readonly state: RuleState;
  readonly description: string | undefined;
  readonly roleArn: string | undefined;
  readonly pattern: { readonly text: string; readonly parsed: Pattern } | undefined;
  /** `since`: from when on a rate counts. */
  readonly schedule: { readonly text: string; readonly parsed: Schedule; readonly since: number } | undefined;
};

export type Rule = {
  readonly name: string;
  readonly arn: string;
  readonly definition: RuleDefinition;
  readonly targets: ReadonlyMap<string, Target>;
};

/** AWS's quota unless it was raised. */
export const PATTERN_QUOTA = 2048;

/** @throws AwsError */
export function ruleDefinition(input: JsonObject, bus: string, now: number): RuleDefinition {
  const name = textOf(input['Name']) ?? '';
  const pattern = patternIn(textOf(input['EventPattern']));
  const schedule = scheduleIn(textOf(input['ScheduleExpression']), bus, now);
  if (pattern === undefined && schedule === undefined)
    throw validation('Parameter(s) EventPattern or ScheduleExpression must be specified.');
  const given = textOf(input['State']);
  const state = STATES.find((each) => each === given) ?? 'ENABLED';
  if (schedule !== undefined && state === 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS')
    throw validation(`${state} rule state is not supported with scheduled rule expressions.`);
  return {
    name,
    state,
    description: textOf(input['Description']),
    roleArn: textOf(input['RoleArn']),
    pattern,
    schedule,
  };
}

/** @throws AwsError */
export function demandPattern(text: string): Pattern {
  const parsed = parsePattern(text);
  if (parsed.kind === 'pattern') return parsed.pattern;
  const lines = [parsed.message, ...parsed.places.map((place) => ` at ${placeIn(text, place)}`)];
  throw new AwsError('InvalidEventPatternException', lines.join('\n'));
}

function patternIn(text: string | undefined): RuleDefinition['pattern'] {
  if (text === undefined || text === '') return undefined;
  return { text, parsed: demandPattern(text) };
}

function scheduleIn(text: string | undefined, bus: string, now: number): RuleDefinition['schedule'] {
  if (text === undefined || text === '') return undefined;
  if (bus !== 'default') throw validation('ScheduleExpression is supported only on the default event bus.');
  const parsed = parseSchedule(text, now);
  if (parsed === undefined) throw validation('Parameter ScheduleExpression is not valid.');
  return { text, parsed, since: now };
}

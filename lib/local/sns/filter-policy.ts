import { matches, matchesJson } from '../../patterns/matches.ts';
import { parsePattern } from '../../patterns/parse.ts';
import type { Pattern } from '../../patterns/pattern.ts';
import { readJson } from '../../patterns/json.ts';
import { isObject, listOf, numberOf, objectOf, parseJson, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { invalid } from './errors.ts';

export type FilterScope = 'MessageAttributes' | 'MessageBody';

/** What a filter policy looks at. */
export type Filterable = {
  /** As Publish takes them. */
  readonly attributes: JsonObject;
  readonly body: string;
};

const MOST_KEYS = 5;
const MOST_COMBINATIONS = 150;
const LONGEST = 256 * 1024;
const EVENT_PATTERN = 'Event pattern is not valid. Reason: ';

/** @throws AwsError with the reason; `prefix` says what was given. */
export function scopeIn(text: string | undefined, prefix: string): FilterScope {
  if (text === undefined || text === 'MessageAttributes') return 'MessageAttributes';
  if (text === 'MessageBody') return text;
  throw invalid(
    `${prefix}FilterPolicyScope: Invalid value [${text}]. Please use either MessageBody or MessageAttributes`,
  );
}

/**
 * The language is that of event patterns, with limits of SNS's own. An empty policy lets everything through.
 *
 * @throws AwsError
 */
export function filterIn(text: string, scope: FilterScope, prefix: string): (message: Filterable) => boolean {
  const refused = (why: string) => invalid(`${prefix}FilterPolicy: ${why}`);
  const policy = parseJson(text);
  if (policy.kind === 'invalid') throw refused(`failed to parse JSON. ${policy.message}`);
  if (!isObject(policy.value)) throw refused('Filter is not an object');
  if (Object.keys(policy.value).length === 0) return () => true;
  if (Buffer.byteLength(text) > LONGEST) throw refused('Filter policy is too long');
  if (Object.keys(policy.value).length > MOST_KEYS)
    throw refused(`Filter policy can not have more than ${MOST_KEYS} keys`);
  if (scope === 'MessageAttributes' && isNested(policy.value))
    throw invalid(`${prefix}Filter policy scope MessageAttributes does not support nested filter policy`);
  const parsed = parsePattern(text);
  if (parsed.kind === 'invalid') throw refused(parsed.message.replace(EVENT_PATTERN, ''));
  if (combinationsOf(policy.value, 1) > MOST_COMBINATIONS) throw refused('Filter policy is too complex');
  return scope === 'MessageBody' ? bodyFilter(parsed.pattern) : attributeFilter(parsed.pattern);
}

function isNested(policy: JsonObject): boolean {
  return Object.entries(policy).some(([key, value]) =>
    key === '$or' ? listOf(value).some((each) => isNested(objectOf(each))) : isObject(value),
  );
}

/** The numbers of values, each times the depth at which they stand, multiplied; what `$or` lists adds up. */
function combinationsOf(policy: JsonObject, depth: number): number {
  const factor = ([key, value]: readonly [string, Json]): number => {
    if (isObject(value)) return combinationsOf(value, depth + 1);
    const items = listOf(value);
    if (key !== '$or') return items.length * depth;
    return items.reduce<number>((sum, each) => sum + combinationsOf(objectOf(each), depth), 0);
  };
  return Object.entries(policy).reduce((product, entry) => product * factor(entry), 1);
}

function bodyFilter(pattern: Pattern): (message: Filterable) => boolean {
  return ({ body }) => {
    const reading = readJson(body);
    return reading.kind === 'json' && matchesJson(pattern, reading.node);
  };
}

function attributeFilter(pattern: Pattern): (message: Filterable) => boolean {
  return ({ attributes }) => {
    const values = Object.entries(attributes).flatMap(([name, attribute]) => {
      const value = comparable(objectOf(attribute));
      return value === undefined ? [] : [[name, value] as const];
    });
    return matches(pattern, Object.fromEntries(values));
  };
}

/** What is binary is not compared. */
function comparable({ DataType, StringValue }: JsonObject): Json | undefined {
  const text = textOf(StringValue);
  if (text === undefined) return undefined;
  const type = textOf(DataType) ?? 'String';
  if (type === 'String.Array') {
    const items = parseJson(text);
    return items.kind === 'json' ? items.value : undefined;
  }
  if (type.startsWith('Number')) return numberOf(text);
  return type.startsWith('String') ? text : undefined;
}

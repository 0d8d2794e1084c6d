import { isObject, numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { validation } from './errors.ts';
import { parsePath, type Path } from './path.ts';

/** What a target is sent. */
export type TargetInput =
  | { readonly kind: 'event' }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'transformer'; readonly paths: ReadonlyMap<string, Path>; readonly template: string };

export type Target = {
  readonly id: string;
  readonly arn: string;
  readonly input: TargetInput;
  readonly deadLetters: string | undefined;
  readonly retries: number;
  /** Seconds. */
  readonly longestAge: number;
  /** As PutTargets was given it, for ListTargetsByRule. */
  readonly given: JsonObject;
};

const DAY = 86_400;
const MOST_RETRIES = 185;
const DELIVERED_TO = ['sqs', 'lambda'];

/** @throws AwsError */
export function parseTarget(value: Json): Target {
  const given = objectOf(value);
  const id = textOf(given['Id']) ?? '';
  const arn = textOf(given['Arn']) ?? '';
  if (!/^[.\-_A-Za-z0-9]{1,64}$/.test(id)) throw validation(`Parameter Id is not valid: "${id}".`);
  const service = arn.split(':')[2] ?? '';
  if (!arn.startsWith('arn:'))
    throw validation(`Parameter ${arn} is not valid. Reason: Provided Arn is not in correct format.`);
  if (!DELIVERED_TO.includes(service))
    throw validation(
      `The target ${arn} belongs to "${service}"; the local cloud delivers to queues (sqs) and functions (lambda) only.`,
    );
  const retry = objectOf(given['RetryPolicy']);
  return {
    id,
    arn,
    input: inputOf(given, id),
    deadLetters: textOf(objectOf(given['DeadLetterConfig'])['Arn']),
    retries: within(retry, 'MaximumRetryAttempts', 0, MOST_RETRIES, MOST_RETRIES),
    longestAge: within(retry, 'MaximumEventAgeInSeconds', 60, DAY, DAY),
    given,
  };
}

function inputOf(given: JsonObject, id: string): TargetInput {
  const ways = ['Input', 'InputPath', 'InputTransformer'].filter((name) => given[name] !== undefined);
  if (ways.length > 1)
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  const { Input: text, InputPath: path, InputTransformer: transformer } = given;
  if (text !== undefined) return { kind: 'constant', text: textOf(text) ?? '' };
  if (path !== undefined) return { kind: 'path', path: pathIn(path, id) };
  if (!isObject(transformer)) return { kind: 'event' };
  const template = textOf(transformer['InputTemplate']);
  if (template === undefined || template === '')
    throw validation(`Invalid InputTemplate for target ${id} : it is missing.`);
  const entries = Object.entries(objectOf(transformer['InputPathsMap']));
  const paths = new Map(entries.map(([name, each]) => [name, pathIn(each, id)]));
  for (const [, name = ''] of template.matchAll(/<([^<>\s]+)>/g))
    if (!paths.has(name) && !name.startsWith('aws.events.'))
      throw validation(
        `Invalid InputTemplate for target ${id} : Placeholder ${name} is not in the InputPathsMap.`,
      );
  return { kind: 'transformer', paths, template };
}

function pathIn(value: Json, id: string): Path {
  const text = textOf(value) ?? '';
  const path = parsePath(text);
  if (path === undefined) throw validation(`Invalid InputPath for target ${id} : ${text}`);
  return path;
}

function within(object: JsonObject, name: string, least: number, most: number, byDefault: number): number {
  const value = object[name] === undefined ? byDefault : numberOf(object[name]);
  if (value === undefined || !Number.isInteger(value) || value < least || value > most)
    throw validation(`RetryPolicy.${name} has to be a whole number from ${least} to ${most}.`);
  return value;
}

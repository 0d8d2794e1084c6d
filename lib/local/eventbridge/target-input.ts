import { readLeadingJson } from '../../patterns/json.ts';
import { placeIn } from '../../patterns/place.ts';
import { isObject, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { constraint, validation } from './errors.ts';
import { parsePath, type Path } from './path.ts';
import { readTemplateJson } from './template-json.ts';

/** What a target is sent. */
export type TargetInput =
  | { readonly kind: 'event' }
  | { readonly kind: 'constant'; readonly text: string }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'transformer'; readonly paths: ReadonlyMap<string, Path>; readonly template: string };

const MOST_PATHS = 100;
const WHOLE_EVENT = 'aws.events.event.json';
const PREDEFINED = [
  'aws.events.event',
  'aws.events.event.ingestion-time',
  WHOLE_EVENT,
  'aws.events.rule-arn',
  'aws.events.rule-name',
];

/** @throws AwsError */
export function inputOf(given: JsonObject, id: string): TargetInput {
  const ways = ['Input', 'InputPath', 'InputTransformer'].filter((name) => given[name] !== undefined);
  if (ways.length > 1)
    throw validation(`Only one of Input, InputPath, or InputTransformer must be provided for target ${id}.`);
  const { Input: text, InputPath: path, InputTransformer: transformer } = given;
  if (text !== undefined) return { kind: 'constant', text: jsonIn(text, id) };
  if (path !== undefined) return { kind: 'path', path: pathIn(path, id) };
  if (!isObject(transformer)) return { kind: 'event' };
  const template = textOf(transformer['InputTemplate']);
  if (template === undefined || template === '')
    throw validation(`Invalid InputTemplate for target ${id} : it is missing.`);
  const paths = pathsIn(objectOf(transformer['InputPathsMap']), id);
  checkTemplate(template, paths, id);
  return { kind: 'transformer', paths, template };
}

function jsonIn(value: Json, id: string): string {
  const text = textOf(value) ?? '';
  const reading = readLeadingJson(text);
  if (reading.kind === 'json') return text;
  throw validation(`JSON syntax error in input for target ${id}: ${placeIn(text, reading.position)}`);
}

function pathIn(value: Json, id: string): Path {
  const path = parsePath(textOf(value) ?? '');
  if (path === undefined) throw validation(`InputPath for target ${id} is invalid.`);
  return path;
}

function pathsIn(given: JsonObject, id: string): ReadonlyMap<string, Path> {
  const entries = Object.entries(given);
  const refused = (rule: string) =>
    constraint(JSON.stringify(given), 'targets.member.inputTransformer.inputPathsMap', rule);
  if (entries.length > MOST_PATHS)
    throw refused(`Member must have length less than or equal to ${MOST_PATHS}`);
  if (!entries.every(([name]) => /^[A-Za-z0-9_-]{1,256}$/.test(name)))
    throw refused(
      'Map keys must satisfy constraint: [Member must have length less than or equal to 256, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [A-Za-z0-9\\_\\-]+]',
    );
  return new Map(entries.map(([name, each]) => [name, pathIn(each, id)]));
}

function checkTemplate(template: string, paths: ReadonlyMap<string, Path>, id: string): void {
  const isJson = template.trimStart().startsWith('{');
  for (const [, name = ''] of template.matchAll(/<([^<>\s]+)>/g)) {
    if (!paths.has(name) && !PREDEFINED.includes(name))
      throw validation(`InputTemplate for target ${id} contains invalid placeholder ${name}.`);
    if (name === WHOLE_EVENT && !isJson)
      throw validation(
        `InputTemplate for target ${id} contains placeholder ${name} valid only for JSON template.`,
      );
  }
  const reading = readTemplateJson(filled(template));
  if (reading.kind === 'wrong')
    throw validation(`Invalid InputTemplate for target ${id} : ${placeIn(template, reading.position)}.`);
}

/** A template of the same length in which variables are numbers, or part of the text that they are in. */
function filled(template: string): string {
  let quoted = false;
  return template.replace(/\\.|"|<[^<>\s]+>/gs, (found) => {
    if (found === '"') quoted = !quoted;
    if (!found.startsWith('<')) return found;
    return quoted ? '0'.repeat(found.length) : '0'.padEnd(found.length);
  });
}

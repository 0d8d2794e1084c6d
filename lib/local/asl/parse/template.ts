/** Templates, fields and paths of both query languages. */
import type { Json } from '../../service.ts';
import { isList, isObject, type JsonObject } from '../json.ts';
import { isCall, parseCall } from '../jsonpath/intrinsic.ts';
import { parsePath, parseReferencePath, type Path, type ReferencePath } from '../jsonpath/path.ts';
import { SyntaxFault } from '../jsonpath/reader.ts';
import type { DataPath, Field, Template } from '../model.ts';
import { listTemplate, membersOf, objectTemplate } from './composed.ts';
import { compileJsonata } from './jsonata.ts';
import { has, onlyOneOf, type Source } from './object.ts';

/** A payload template: `Parameters`, `Arguments`, `Assign`, `Output`, `ItemSelector`, … */
export function template(source: Source, name: string): Template | undefined {
  const value = source.object[name];
  return value === undefined ? undefined : compile(source, value, `${source.at}/${name}`);
}

/** `Assign`: an object, each field of which is a variable. */
export function assignment(source: Source): Template | undefined {
  const found = template(source, 'Assign');
  if (found !== undefined && membersOf(found) === undefined)
    source.problems.schema('Expected value of type Object', `${source.at}/Assign`);
  return found;
}

export function compile(source: Source, value: Json, at: string): Template {
  return source.language === 'JSONata'
    ? compileJsonata(source, value, at)
    : compileJsonPath(source, value, at);
}

function compileJsonPath(source: Source, value: Json, at: string): Template {
  if (isList(value))
    return listTemplate(value.map((item, index) => compileJsonPath(source, item, `${at}[${index}]`)));
  if (!isObject(value)) return { kind: 'literal', value };
  for (const field of Object.keys(value)) {
    if (Object.hasOwn(value, `${field}.$`))
      source.problems.schema(`Only one of [${field}, ${field}.$] is allowed`, at);
  }
  const entries = entriesOf(value).map(([field, item]) =>
    field.endsWith('.$')
      ? { key: field.slice(0, -2), field, value: dynamic(source, field, item, `${at}/${field}`) }
      : { key: field, field, value: compileJsonPath(source, item, `${at}/${field}`) },
  );
  return objectTemplate(entries);
}

function entriesOf(value: JsonObject): [string, Json][] {
  return Object.entries(value);
}

function dynamic(source: Source, field: string, value: Json, at: string): Template {
  const fault = `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`;
  const found = typeof value === 'string' ? pathOrCall(value) : undefined;
  if (found !== undefined) return found;
  source.problems.schema(fault, at);
  return { kind: 'literal', value };
}

function pathOrCall(text: string): Template | undefined {
  return attempt(() =>
    isCall(text)
      ? { kind: 'call', source: text, call: parseCall(text) }
      : { kind: 'path', path: parsePath(text) },
  );
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof SyntaxFault || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A Map's numbers are not read of the context object. */
const OF_A_MAP = [
  'MaxConcurrency',
  'ToleratedFailureCount',
  'ToleratedFailurePercentage',
  'MaxItemsPerBatch',
  'MaxInputBytesPerBatch',
];
const TEXTS = ['Error', 'Cause'];

/** A field that has a literal form and, in JSONPath, a form with a path: `Seconds` and `SecondsPath`. */
export function field(source: Source, name: string): Field | undefined {
  const withPath = `${name}Path`;
  onlyOneOf(source, name, withPath);
  if (has(source, withPath))
    return pathField(source, withPath, { calls: TEXTS.includes(name), context: !OF_A_MAP.includes(name) });
  if (!has(source, name)) return undefined;
  const value = source.object[name] ?? null;
  return {
    name,
    value:
      source.language === 'JSONata'
        ? compileJsonata(source, value, `${source.at}/${name}`)
        : { kind: 'literal', value },
  };
}

/**
 * A field that refers to one place. `calls`: an intrinsic function may stand there, too; `context`: the place may be in
 * the context object.
 */
export function pathField(
  source: Source,
  name: string,
  { calls = false, context = true }: { readonly calls?: boolean; readonly context?: boolean } = {},
): Field | undefined {
  const text = source.object[name];
  if (text === undefined) return undefined;
  const value = typeof text === 'string' ? pathOrCall(text) : undefined;
  const fits =
    value?.kind === 'path' ? context || value.path.root.kind !== 'context' : value !== undefined && calls;
  if (value !== undefined && fits) return { name, value };
  source.problems.schema(noReference(text), `${source.at}/${name}`);
  return undefined;
}

function noReference(text: Json): string {
  const why =
    typeof text === 'string' && !text.startsWith('$') ? ": Reference path didn't start with '$'" : '';
  return `Value is not a Reference Path${why}`;
}

export function path(source: Source, name: string): Path | undefined {
  return pathOr(source, name, () => 'Value is not a valid JSONPath');
}

/** A path in a rule of a Choice. */
export function variablePath(source: Source, name: string): Path | undefined {
  return pathOr(source, name, noReference);
}

function pathOr(source: Source, name: string, complaint: (text: Json) => string): Path | undefined {
  const text = source.object[name] ?? null;
  const found = typeof text === 'string' ? attempt(() => parsePath(text)) : undefined;
  if (found === undefined) source.problems.schema(complaint(text), `${source.at}/${name}`);
  return found;
}

export function dataPath(source: Source, name: string): DataPath | undefined {
  if (!has(source, name)) return undefined;
  if (source.object[name] === null) return { kind: 'nothing' };
  const found = path(source, name);
  return found === undefined ? undefined : { kind: 'path', path: found };
}

export function resultPath(source: Source): ReferencePath | 'discard' | undefined {
  const text = source.object['ResultPath'];
  if (text === undefined) return undefined;
  if (text === null) return 'discard';
  const found = typeof text === 'string' ? attempt(() => parseReferencePath(text)) : undefined;
  if (found === undefined) source.problems.schema(noReference(text), `${source.at}/ResultPath`);
  return found;
}

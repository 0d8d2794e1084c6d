/** Reading the fields of one object of a definition: each reader reports what is wrong and gives undefined. */
import type { Json } from '../../service.ts';
import { isList, isObject, type JsonObject } from '../json.ts';
import type { Language } from '../model.ts';
import type { Problems } from './problems.ts';

export type Source = {
  readonly object: JsonObject;
  /** JSON pointer to `object`. */
  readonly at: string;
  readonly language: Language;
  /** What an expression may read of `$states` besides `input` and `context`. */
  readonly sees?: 'result' | 'errorOutput';
  /** Every task is replaced, so that it may call what the local cloud has not. */
  readonly replaced: boolean;
  readonly problems: Problems;
};

export function inside(source: Source, object: JsonObject, way: string): Source {
  return { ...source, object, at: `${source.at}/${way}` };
}

export function has(source: Source, name: string): boolean {
  return Object.hasOwn(source.object, name);
}

export function onlyOneOf(source: Source, one: string, other: string): void {
  if (has(source, one) && has(source, other))
    source.problems.schema(`There should only be one of the following fields: [${one}, ${other}]`, source.at);
}

/** Reports every field that is not `allowed`. */
export function only(source: Source, allowed: readonly string[]): void {
  for (const name of Object.keys(source.object)) {
    if (!allowed.includes(name))
      source.problems.schema(`Field '${name}' is not supported`, source.at === '' ? '/' : source.at);
  }
}

export function string(source: Source, name: string): string | undefined {
  const value = source.object[name];
  if (value === undefined || typeof value === 'string') return value;
  source.problems.schema('Expected value of type String', `${source.at}/${name}`);
  return undefined;
}

export function requiredString(source: Source, name: string): string | undefined {
  if (!has(source, name)) {
    source.problems.schema(`These fields are required: [${name}]`, source.at === '' ? '/' : source.at);
  }
  return string(source, name);
}

export function number(
  source: Source,
  name: string,
  least: number,
  { whole = true, most = Infinity }: { readonly whole?: boolean; readonly most?: number } = {},
): number | undefined {
  const value = source.object[name];
  if (value === undefined) return undefined;
  const kind = whole ? 'Integer' : 'Number';
  if (typeof value !== 'number' || (whole && !Number.isInteger(value))) {
    source.problems.schema(`Expected value of type ${kind}`, `${source.at}/${name}`);
  } else if (value < least) {
    source.problems.schema(`Minimum value is ${least}`, `${source.at}/${name}`);
  } else if (value > most) {
    source.problems.schema(`Maximum value is ${most}`, `${source.at}/${name}`);
  } else {
    return value;
  }
  return undefined;
}

export function boolean(source: Source, name: string): boolean | undefined {
  const value = source.object[name];
  if (value === undefined || typeof value === 'boolean') return value;
  source.problems.schema('Expected value of type Boolean', `${source.at}/${name}`);
  return undefined;
}

/** The objects in a list, each read; what is no object is reported and left out. */
export function objects<T>(
  source: Source,
  name: string,
  read: (item: Source, index: number) => T | undefined,
): readonly T[] {
  const value: Json | undefined = source.object[name];
  if (value === undefined) return [];
  if (!isList(value)) {
    source.problems.schema('Expected value of type Array', `${source.at}/${name}`);
    return [];
  }
  return value.flatMap((item, index) => {
    const way = `${name}[${index}]`;
    if (!isObject(item)) {
      source.problems.schema('Expected value of type Object', `${source.at}/${way}`);
      return [];
    }
    const result = read(inside(source, item, way), index);
    return result === undefined ? [] : [result];
  });
}

export function strings(source: Source, name: string): readonly string[] {
  const value = source.object[name];
  const list = isList(value) ? value.filter((item) => typeof item === 'string') : [];
  if (!isList(value) || list.length === 0 || list.length !== value.length) {
    source.problems.schema('Expected value of type Array of String', `${source.at}/${name}`);
  }
  return list;
}

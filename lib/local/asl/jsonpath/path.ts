/** JSONPath as Step Functions reads it, which is as the Jayway library 2.0 does. */
import { readFilter, type Filter } from './filter.ts';
import { Reader, SyntaxFault } from './reader.ts';

export type Root =
  | { readonly kind: 'input' }
  | { readonly kind: 'context' }
  | { readonly kind: 'variable'; readonly name: string }
  /** `@`, in a filter. */
  | { readonly kind: 'current' };

export type Step =
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  /** `[(@.length-1)]`, which is how the last item is reached: `[-1]` is in no list. */
  | { readonly kind: 'fromEnd'; readonly back: number }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'all' }
  | { readonly kind: 'deep' }
  | { readonly kind: 'filter'; readonly filter: Filter };

/** `definite`: leads to one value at most, which then must be there; others give a list, empty where nothing fits. */
export type Path = {
  readonly text: string;
  readonly root: Root;
  readonly steps: readonly Step[];
  readonly definite: boolean;
};

/** A path that names one place to put something. */
export type ReferencePath = readonly (string | number)[];

/** @throws SyntaxFault */
export function parsePath(text: string): Path {
  const reader = new Reader(text);
  const path = readPath(reader);
  reader.expectEnd();
  return path;
}

/** Reads as far as a path goes: what follows is the business of the caller. */
export function readPath(reader: Reader): Path {
  const start = reader.position;
  const root = readRoot(reader);
  const steps: Step[] = [];
  for (let step = readStep(reader); step !== undefined; step = readStep(reader)) steps.push(step);
  if (steps.at(-1)?.kind === 'deep') throw reader.fault('Path must not end with ".."');
  return {
    text: reader.since(start),
    root,
    steps,
    definite: steps.every(isDefinite),
  };
}

export function isDefinite(step: Step): boolean {
  switch (step.kind) {
    case 'names':
    case 'fromEnd':
      return true;
    case 'indexes':
      return step.indexes.length === 1;
    case 'slice':
    case 'all':
    case 'deep':
    case 'filter':
      return false;
  }
}

function readRoot(reader: Reader): Root {
  if (reader.take('@')) return { kind: 'current' };
  if (reader.take('$$')) return { kind: 'context' };
  if (!reader.take('$')) throw reader.fault('Path must start with "$"');
  const name = reader.match(/[\p{ID_Start}_][\p{ID_Continue}]*/uy);
  return name === undefined ? { kind: 'input' } : { kind: 'variable', name };
}

function readStep(reader: Reader): Step | undefined {
  if (reader.take('..')) {
    // The name that follows is read as the next step: `..a` is "anywhere below", then `.a`.
    if (!reader.at('[')) reader.unread('.');
    return { kind: 'deep' };
  }
  // Both `$.a['b']` and `$.a.['b']`.
  if (reader.take('.') && !reader.at('[')) return readDotted(reader);
  if (reader.take('[')) return readBracketed(reader);
  return undefined;
}

function readDotted(reader: Reader): Step {
  if (reader.take('*')) return { kind: 'all' };
  // Step Functions has none of Jayway's functions: `length()` is a name.
  const name = reader.match(/[^\s.[\]()'",|&=<>!*?@]+(?:\([^\s()]*\))?/uy);
  if (name === undefined) throw reader.fault('A name is missing after "."');
  return { kind: 'names', names: [name] };
}

function readBracketed(reader: Reader): Step {
  reader.skipSpace();
  const step = readSelector(reader);
  reader.skipSpace();
  if (!reader.take(']')) throw reader.fault('"]" is missing');
  return step;
}

function readSelector(reader: Reader): Step {
  if (reader.take('*')) return { kind: 'all' };
  const length = reader.match(/\(\s*@\.length\s*-\s*\d+\s*\)/y);
  if (length !== undefined) return { kind: 'fromEnd', back: Number(/\d+/.exec(length)?.[0]) };
  if (reader.take('?')) return { kind: 'filter', filter: readFilter(reader, readPath) };
  if (reader.at("'") || reader.at('"')) return { kind: 'names', names: reader.list(() => reader.quoted()) };
  const from = reader.integer();
  reader.skipSpace();
  if (reader.take(':')) {
    reader.skipSpace();
    return { kind: 'slice', from, to: reader.integer() };
  }
  if (from === undefined) throw reader.fault('A name, an index, a slice or a filter is missing in "[]"');
  reader.skipSpace();
  const more = reader.take(',') ? reader.list(() => required(reader)) : [];
  return { kind: 'indexes', indexes: [from, ...more] };
}

function required(reader: Reader): number {
  const index = reader.integer();
  if (index === undefined) throw reader.fault('An index is missing');
  return index;
}

/** @throws SyntaxFault where the text names no single place below the input. */
export function parseReferencePath(text: string): ReferencePath {
  const { root, steps } = parsePath(text);
  if (root.kind !== 'input') throw new SyntaxFault(`"${text}" must start with "$"`);
  return steps.map((step) => {
    const key =
      step.kind === 'names' && step.names.length === 1
        ? step.names[0]
        : step.kind === 'indexes' && step.indexes.length === 1
          ? step.indexes[0]
          : undefined;
    if (key === undefined)
      throw new SyntaxFault(`"${text}" must be a reference path: names and indexes only`);
    return key;
  });
}

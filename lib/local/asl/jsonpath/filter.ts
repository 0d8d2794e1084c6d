/** The condition in `[?(…)]`. */
import { matchWithin } from './bounded-match.ts';
import type { Json } from '../../service.ts';
import { compare } from './compare.ts';
import type { Path } from './path.ts';
import type { Reader } from './reader.ts';

export type Operand =
  { readonly kind: 'value'; readonly value: Json } | { readonly kind: 'path'; readonly path: Path };

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly one: Filter; readonly other: Filter }
  | { readonly kind: 'not'; readonly filter: Filter }
  | { readonly kind: 'exists'; readonly operand: Operand }
  | { readonly kind: 'match'; readonly operand: Operand; readonly pattern: RegExp }
  | {
      readonly kind: 'compare';
      readonly operator: string;
      readonly one: Operand;
      readonly other: Operand;
    };

type ReadPath = (reader: Reader) => Path;
/** The value a path leads to; `current` is what `@` stands for. */
export type Resolve = (path: Path, current: Json) => Json | undefined;

/** Paths and filters contain each other, so the reader of paths comes as an argument. @throws SyntaxFault */
export function readFilter(reader: Reader, path: ReadPath): Filter {
  reader.skipSpace();
  if (!reader.take('(')) throw reader.fault('"(" is missing in a filter');
  const filter = readOr(reader, path);
  reader.skipSpace();
  if (!reader.take(')')) throw reader.fault('")" is missing in a filter');
  return filter;
}

function readOr(reader: Reader, path: ReadPath): Filter {
  let one = readAnd(reader, path);
  while (takeWord(reader, '||')) one = { kind: 'or', one, other: readAnd(reader, path) };
  return one;
}

function readAnd(reader: Reader, path: ReadPath): Filter {
  let one = readTerm(reader, path);
  while (takeWord(reader, '&&')) one = { kind: 'and', one, other: readTerm(reader, path) };
  return one;
}

function takeWord(reader: Reader, word: string): boolean {
  reader.skipSpace();
  return reader.take(word);
}

function readTerm(reader: Reader, path: ReadPath): Filter {
  if (takeWord(reader, '!')) return { kind: 'not', filter: readTerm(reader, path) };
  if (reader.at('(')) return readFilter(reader, path);
  const operand = readOperand(reader, path);
  reader.skipSpace();
  if (reader.take('=~')) {
    reader.skipSpace();
    return { kind: 'match', operand, pattern: readPattern(reader) };
  }
  const operator = reader.match(
    /===|!==|==|!=|<=|>=|<|>|(?:in|nin|subsetof|anyof|noneof|contains|size|empty)\b/y,
  );
  if (operator === undefined) return { kind: 'exists', operand };
  return { kind: 'compare', operator, one: operand, other: readOperand(reader, path) };
}

function readPattern(reader: Reader): RegExp {
  const found = reader.match(/\/(?:[^/\\]|\\.)*\/[imsu]*/y);
  if (found === undefined) throw reader.fault('A regular expression is missing after "=~"');
  const end = found.lastIndexOf('/');
  // The whole text has to match, as with Java's `matches`.
  return new RegExp(`^(?:${found.slice(1, end)})$`, found.slice(end + 1));
}

function readOperand(reader: Reader, path: ReadPath): Operand {
  reader.skipSpace();
  if (reader.at('@') || reader.at('$')) return { kind: 'path', path: path(reader) };
  return { kind: 'value', value: readLiteral(reader) };
}

function readLiteral(reader: Reader): Json {
  if (reader.at("'") || reader.at('"')) return reader.quoted();
  if (reader.take('[')) {
    reader.skipSpace();
    if (reader.take(']')) return [];
    const items = reader.list(() => readLiteral(reader));
    if (!reader.take(']')) throw reader.fault('"]" is missing in a filter');
    return items;
  }
  const word = reader.match(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true\b|false\b|null\b/y);
  if (word === undefined) throw reader.fault('A value or a path is missing in a filter');
  if (word === 'true' || word === 'false') return word === 'true';
  return word === 'null' ? null : Number(word);
}

export function holds(filter: Filter, current: Json, resolve: Resolve): boolean {
  const value = (operand: Operand): Json | undefined =>
    operand.kind === 'value' ? operand.value : resolve(operand.path, current);
  switch (filter.kind) {
    case 'and':
      return holds(filter.one, current, resolve) && holds(filter.other, current, resolve);
    case 'or':
      return holds(filter.one, current, resolve) || holds(filter.other, current, resolve);
    case 'not':
      return !holds(filter.filter, current, resolve);
    case 'exists': {
      // null is as good as nothing here; false is there.
      const found = value(filter.operand);
      return found !== undefined && found !== null;
    }
    case 'match': {
      const text = value(filter.operand);
      return typeof text === 'string' && matchWithin(filter.pattern, text);
    }
    case 'compare':
      return compare(filter.operator, value(filter.one), value(filter.other));
  }
}

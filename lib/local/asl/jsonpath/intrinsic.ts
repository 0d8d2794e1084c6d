/** Intrinsic functions: `States.Format('…', $.x)`. */
import { readPath, type Path } from './path.ts';
import { Reader, SyntaxFault } from './reader.ts';
import type { Json } from '../../service.ts';

export type Argument =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'call'; readonly call: Call }
  /** A text with a backslash before what needs none: the definition is taken, and the call fails. */
  | { readonly kind: 'openEscape'; readonly text: string };

export type Call = {
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly text: string;
};

/** How many arguments each takes. */
const ARITIES: { readonly [name: string]: readonly [least: number, most: number] } = {
  'States.Format': [1, Infinity],
  'States.StringToJson': [1, 1],
  'States.JsonToString': [1, 1],
  'States.Array': [0, Infinity],
  'States.ArrayPartition': [2, 2],
  'States.ArrayContains': [2, 2],
  'States.ArrayRange': [3, 3],
  'States.ArrayGetItem': [2, 2],
  'States.ArrayLength': [1, 1],
  'States.ArrayUnique': [1, 1],
  'States.Base64Encode': [1, 1],
  'States.Base64Decode': [1, 1],
  'States.Hash': [2, 2],
  'States.JsonMerge': [3, 3],
  'States.MathRandom': [2, 3],
  'States.MathAdd': [2, 2],
  'States.StringSplit': [2, 2],
  'States.UUID': [0, 0],
};

export function isCall(text: string): boolean {
  return text.startsWith('States.');
}

/** @throws SyntaxFault */
export function parseCall(text: string): Call {
  const reader = new Reader(text);
  const call = readCall(reader);
  reader.skipSpace();
  reader.expectEnd();
  return call;
}

function readCall(reader: Reader): Call {
  const start = reader.position;
  const name = reader.match(/States\.[A-Za-z0-9]+/y);
  const arity = name === undefined ? undefined : ARITIES[name];
  if (name === undefined || arity === undefined) {
    throw reader.fault(`There is no intrinsic function "${name ?? ''}"`);
  }
  reader.skipSpace();
  if (!reader.take('(')) throw reader.fault('"(" is missing');
  reader.skipSpace();
  let first = true;
  const readNext = (): Argument => {
    // The braces' backslashes of a format are for States.Format to see.
    const format = first && name === 'States.Format';
    first = false;
    return readArgument(reader, format);
  };
  const args = reader.at(')') ? [] : reader.list(readNext);
  if (!reader.take(')')) throw reader.fault('")" is missing');
  if (args.length < arity[0] || args.length > arity[1]) {
    throw new SyntaxFault(`Invalid number of arguments for ${name}: ${args.length}`);
  }
  return { name, arguments: args, text: reader.since(start) };
}

function readArgument(reader: Reader, format: boolean): Argument {
  if (reader.at("'")) return readString(reader, format);
  if (reader.at('$')) return { kind: 'path', path: readPath(reader) };
  if (reader.at('States.')) return { kind: 'call', call: readCall(reader) };
  const word = reader.match(/-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true\b|false\b|null\b/y);
  if (word === undefined) throw reader.fault('An argument is missing');
  if (word === 'true' || word === 'false') return { kind: 'value', value: word === 'true' };
  return { kind: 'value', value: word === 'null' ? null : Number(word) };
}

/** A backslash takes the next character as it is, where that is one with a meaning. */
function readString(reader: Reader, format: boolean): Argument {
  const raw = reader.match(/'(?:[^'\\]|\\.)*'/sy);
  if (raw === undefined) throw reader.fault('A quote is not closed');
  if (/^(?:[^\\]|\\['{}\\])*\\[^'{}\\]/s.test(raw)) return { kind: 'openEscape', text: raw };
  const value = raw
    .slice(1, -1)
    .replace(/\\(.)/gs, (escape, escaped: string) => (format && escaped !== "'" ? escape : escaped));
  return { kind: 'value', value };
}

import type { Data } from './data.ts';
import { MAX_DEPTH, MAX_NODES, tooComplex } from './node-reader.ts';
import type { Finding, Path } from './problems.ts';
import type { Source } from './source.ts';

/**
 * A definition that was written as an object. It has no lines: what stands first in it has the smallest number, so that
 * problems come in the author's order.
 */
export function readObject(value: unknown): Source {
  const reader = new ObjectReader();
  const data = reader.read(value, []);
  return {
    data,
    findings: reader.findings,
    locate: ({ path }) => ({ line: reader.orderOf(path), column: 1 }),
  };
}

const TOO_DEEP = `The definition is nested too deeply, or contains itself; at most ${MAX_DEPTH} levels are read.`;
const TOO_MANY = `The definition has more than ${MAX_NODES} values. Split it into several choreographies.`;

class ObjectReader {
  readonly findings: Finding[] = [];
  private readonly order = new Map<string, number>();
  private stopped = false;

  read(value: unknown, path: Path): Data {
    if (this.stopped) return null;
    this.order.set(JSON.stringify(path), this.order.size + 1);
    if (path.length > MAX_DEPTH) return this.stop(TOO_DEEP, path);
    if (this.order.size > MAX_NODES) return this.stop(TOO_MANY, path);
    if (value === null || value === undefined) return null;
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    if (Array.isArray(value)) return value.map((item: unknown, index) => this.read(item, [...path, index]));
    if (isPlain(value)) return this.readMembers(value, path);
    this.findings.push({ code: 'syntax', message: noData(value, path), path });
    return null;
  }

  /** The place of the path's nearest enclosing part that there is. */
  orderOf(path: Path): number {
    for (let length = path.length; length > 0; length--) {
      const order = this.order.get(JSON.stringify(path.slice(0, length)));
      if (order !== undefined) return order;
    }
    return 1;
  }

  /** A member that is undefined counts as absent, as in JSON. */
  private readMembers(value: object, path: Path): Data {
    const members: readonly (readonly [string, unknown])[] = Object.entries(value);
    return Object.fromEntries(
      members.flatMap(([key, member]) =>
        member === undefined ? [] : [[key, this.read(member, [...path, key])] as const],
      ),
    );
  }

  private stop(message: string, path: Path): null {
    this.stopped = true;
    this.findings.push(tooComplex(message, path));
    return null;
  }
}

/** An object literal's prototype has none of its own, in whichever realm it was made. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function noData(value: unknown, path: Path): string {
  const place = path.length === 0 ? 'The definition' : `\`${String(path.at(-1))}\``;
  const kind = typeof value === 'object' ? 'an instance of a class' : `a ${typeof value}`;
  const what = typeof value === 'number' || typeof value === 'bigint' ? String(value) : kind;
  return `${place} is ${what}. A definition is plain data: text, numbers, \`true\` and \`false\`, lists and objects.`;
}

import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Data } from './data.ts';
import type { Finding, Path } from './problems.ts';

export const MAX_DEPTH = 32;
export const MAX_NODES = 50_000;

export const TOO_DEEP = `The file is nested too deeply; at most ${MAX_DEPTH} levels are read.`;
const TOO_MANY = `The file has more than ${MAX_NODES} values, aliases counted as often as they are used. Split it into several choreographies.`;

export function tooComplex(message: string, path: Path): Finding {
  return { code: 'too-complex', message, path };
}

/** Where something stands: offsets into the text, of the key (if it has one) and of the value. */
export type Span = { readonly key?: number; readonly value: number; readonly end: number };

/** Turns nodes into data by itself, so that aliases cannot make it large and every key and value has its place. */
export class NodeReader {
  readonly spans = new Map<string, Span>();
  readonly findings: Finding[] = [];
  private readonly anchors = new Map<string, Node>();
  private nodes = 0;
  private stopped = false;

  read(node: unknown, path: Path, key: number | undefined): Data {
    const span = spanOf(node, key);
    if (span !== undefined && !this.spans.has(JSON.stringify(path))) {
      this.spans.set(JSON.stringify(path), span);
    }
    if (this.stopped) return null;
    if (path.length > MAX_DEPTH) return this.stop(TOO_DEEP, path);
    if (++this.nodes > MAX_NODES) return this.stop(TOO_MANY, path);
    if (isAlias(node)) return this.readAlias(node.source, path);
    if (isScalar(node)) {
      this.remember(node);
      return scalarData(node.value);
    }
    if (isSeq(node)) {
      this.remember(node);
      return node.items.map((item, index) => this.read(item, [...path, index], undefined));
    }
    if (isMap(node)) {
      this.remember(node);
      return this.readMap(node, path);
    }
    return null;
  }

  private readMap(map: YAMLMap, path: Path): Data {
    const entries = new Map<string, Data>();
    for (const pair of map.items) {
      const name = this.keyOf(pair, path);
      if (name === undefined) continue;
      const at = [...path, name];
      if (entries.has(name)) {
        const message = `The key ${JSON.stringify(name)} stands here a second time. Keep one of the two.`;
        this.findings.push({ code: 'duplicate-key', message, path: [...at, DUPLICATE], at: 'key' });
        this.spans.set(JSON.stringify([...at, DUPLICATE]), {
          value: rangeOf(pair.key)[0],
          end: rangeOf(pair.key)[1],
        });
        continue;
      }
      entries.set(name, this.read(pair.value, at, rangeOf(pair.key)[0]));
    }
    return Object.fromEntries(entries);
  }

  private keyOf(pair: Pair, path: Path): string | undefined {
    const { key } = pair;
    if (isScalar(key)) {
      this.remember(key);
      return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
    }
    this.findings.push({
      code: 'wrong-type',
      message: 'A key is a list or a mapping here; every key must be text.',
      path,
    });
    return undefined;
  }

  private readAlias(name: string, path: Path): Data {
    const node = this.anchors.get(name);
    if (node !== undefined) return this.read(node, path, undefined);
    const message = `The alias *${name} refers to nothing: no &${name} stands before it.`;
    this.findings.push({ code: 'syntax', message, path });
    return null;
  }

  private remember(node: Node): void {
    if ('anchor' in node && typeof node.anchor === 'string') this.anchors.set(node.anchor, node);
  }

  private stop(message: string, path: Path): null {
    this.stopped = true;
    this.findings.push(tooComplex(message, path));
    return null;
  }
}

/** Keeps the second place of a key apart from its first; never shown. */
const DUPLICATE = -1;

function scalarData(value: unknown): Data {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function spanOf(node: unknown, key: number | undefined): Span | undefined {
  const [value, end] = rangeOf(node);
  if (value < 0) return key === undefined ? undefined : { key, value: key, end: key };
  return key === undefined ? { value, end } : { key, value, end };
}

function rangeOf(node: unknown): readonly [number, number] {
  if (isScalar(node) || isMap(node) || isSeq(node) || isAlias(node)) {
    const range = node.range;
    if (range !== undefined && range !== null) return [range[0], range[1]];
  }
  return [-1, -1];
}

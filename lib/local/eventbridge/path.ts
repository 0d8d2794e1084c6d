import type { Node } from '../../patterns/json.ts';

/** The keys and indexes of a JSONPath in dot and bracket notation, which is what EventBridge takes. */
export type Path = readonly (string | number)[];

const STEP = /\.([A-Za-z0-9_-]+)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\]/y;

/** Undefined for what is no path, or one with wildcards, filters or slices. */
export function parsePath(text: string): Path | undefined {
  if (!text.startsWith('$')) return undefined;
  const path: (string | number)[] = [];
  for (let at = 1; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const step = STEP.exec(text);
    if (step === null) return undefined;
    const [, key, index, single, double] = step;
    path.push(index === undefined ? (key ?? single ?? double ?? '') : Number(index));
  }
  return path;
}

export function nodeAt(node: Node, path: Path): Node | undefined {
  let at: Node | undefined = node;
  for (const step of path) at = child(at, step);
  return at;
}

function child(node: Node | undefined, step: string | number): Node | undefined {
  if (node?.kind === 'array') return typeof step === 'number' ? node.items[step] : undefined;
  return node?.kind === 'object' ? node.members.findLast(({ key }) => key === step)?.value : undefined;
}

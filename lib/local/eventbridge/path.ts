import type { Node } from '../../patterns/json.ts';

/** All elements of an array, or all members of an object. */
const ALL = Symbol('*');

/** The keys and indexes of a JSONPath; EventBridge takes no names in brackets. */
export type Path = readonly (string | number | typeof ALL)[];

const STEP = /\.([A-Za-z0-9_/-]+)|\[(\d+)\]|\.\*|\[\*\]/y;

/** Undefined for what is no path, or one with filters or slices. */
export function parsePath(text: string): Path | undefined {
  if (!text.startsWith('$')) return undefined;
  const path: Path[number][] = [];
  for (let at = 1; at < text.length; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const step = STEP.exec(text);
    if (step === null) return undefined;
    const [, key, index] = step;
    path.push(index === undefined ? (key ?? ALL) : Number(index));
  }
  return path;
}

/** With a wildcard: the list of all that is there. */
export function nodeAt(node: Node, path: Path): Node | undefined {
  let found: readonly Node[] = [node];
  for (const step of path) found = found.flatMap((each) => children(each, step));
  if (!path.includes(ALL)) return found[0];
  return { kind: 'array', items: found, at: node.at, end: node.end };
}

function children(node: Node, step: Path[number]): readonly Node[] {
  if (node.kind === 'array') {
    if (step === ALL) return node.items;
    const item = typeof step === 'number' ? node.items[step] : undefined;
    return item === undefined ? [] : [item];
  }
  if (node.kind !== 'object') return [];
  if (step === ALL) return node.members.map(({ value }) => value);
  const member = node.members.findLast(({ key }) => key === step);
  return member === undefined ? [] : [member.value];
}

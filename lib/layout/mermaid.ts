import type { EdgeLabel, Picture, PictureEdge, PictureNode } from './picture.ts';
import { isFrame, noteLines, START_NODE } from './picture.ts';
import { oneLine } from './xml.ts';

/** `stateDiagram-v2` text, as Markdown viewers draw it in a `mermaid` block. */
export function mermaidOf(picture: Picture, title: string): string {
  const ids = idsOf(picture.nodes);
  const drawing = { picture, idOf: (name: string) => ids.get(name) ?? PSEUDO };
  const ends = picture.nodes.filter(({ outcome }) => outcome !== undefined);
  return [
    '---',
    `title: ${JSON.stringify(oneLine(title))}`,
    '---',
    'stateDiagram-v2',
    ...bodyLines(undefined, drawing, '  '),
    ...classLines('succeeded', '#15803d', ends, drawing.idOf),
    ...classLines('failed', '#b91c1c', ends, drawing.idOf),
    '',
  ].join('\n');
}

type Drawing = { readonly picture: Picture; readonly idOf: (name: string) => string };

/** Mermaid's word for the start and for the end. */
const PSEUDO = '[*]';

/** Ids that a reader recognises. Mermaid has no quoted ones, and takes `end`, `state`, `note` for words of its own. */
function idsOf(nodes: readonly PictureNode[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id: name, kind, title } of nodes) {
    if (name === START_NODE || kind === 'initial') continue;
    const text = name.startsWith('#') ? title.join(' ') : name;
    const plain = `s_${text.replaceAll(/[^a-z0-9]+/giu, '_').replaceAll(/^_|_$/gu, '')}`;
    let id = plain;
    for (let count = 2; taken.has(id); count += 1) id = `${plain}_${count}`;
    taken.add(id);
    ids.set(name, id);
  }
  return ids;
}

/**
 * What stands in a frame, or outermost. A way over a frame's border stands outermost: a state that is named in a frame
 * would otherwise be taken to lie in it.
 */
function bodyLines(parent: string | undefined, drawing: Drawing, indent: string): readonly string[] {
  const { picture, idOf } = drawing;
  const nodes = picture.nodes.filter((node) => node.parent === parent);
  const parents = new Map(picture.nodes.map((node) => [node.id, node.parent]));
  const inside = ({ from, to }: PictureEdge) =>
    parents.get(from) === parents.get(to) ? parents.get(from) === parent : parent === undefined;
  const isRow = nodes.some(({ kind }) => kind === 'region');
  const drawn = nodes.map((node) => stateLines(node, drawing, indent));
  return [
    ...(isRow
      ? drawn.flatMap((lines, index) => (index === 0 ? lines : [`${indent}--`, ...lines]))
      : drawn.flat()),
    ...picture.edges.filter(inside).flatMap((edge) => edgeLines(aimed(edge, picture), idOf, indent)),
    ...nodes
      .filter(({ outcome }) => outcome !== undefined)
      .map(({ id }) => `${indent}${idOf(id)} --> ${PSEUDO}`),
  ];
}

/** What an `all` collects stands in a note beside it: a box has no room for a list. */
function stateLines(node: PictureNode, drawing: Drawing, indent: string): readonly string[] {
  const { id: name, kind, outcome, members, notes, title } = node;
  if (kind === 'start' || kind === 'initial') return [];
  const id = drawing.idOf(name);
  const sign = outcome === undefined ? '' : outcome === 'succeeded' ? '✓ ' : '✗ ';
  const shown = name.startsWith('#') ? title.join(' ') : name;
  const collected = members.map(({ event }) => `${indent}  • ${escaped(event)}`);
  const state = `${indent}state "${[`${sign}${shown}`, ...noteLines(notes)].map(escaped).join('<br/>')}" as ${id}`;
  if (isFrame(kind)) return [`${state} {`, ...bodyLines(name, drawing, `${indent}  `), `${indent}}`];
  return [
    state,
    ...(collected.length === 0
      ? []
      : [`${indent}note right of ${id}`, `${indent}  waits for all of`, ...collected, `${indent}end note`]),
  ];
}

function edgeLines(
  { from, to, labels }: PictureEdge,
  idOf: (name: string) => string,
  indent: string,
): readonly string[] {
  const arrow = `${indent}${idOf(from)} --> ${idOf(to)}`;
  return labels.length === 0 ? [arrow] : labels.map((label) => `${arrow} : ${labelText(label)}`);
}

/** The dot that a frame begins with cannot be led to in Mermaid: the state behind it is. */
function aimed(edge: PictureEdge, { edges, nodes }: Picture): PictureEdge {
  const dot = nodes.find(({ id, kind }) => id === edge.to && kind === 'initial');
  const first = edges.find(({ from }) => from === dot?.id);
  return first === undefined ? edge : { ...edge, to: first.to };
}

function labelText({ name, guardText, more = [] }: EdgeLabel): string {
  return [name, ...(guardText === undefined ? [] : [guardText]), ...more].map(escaped).join('<br/>');
}

function classLines(
  outcome: 'succeeded' | 'failed',
  colour: string,
  ends: readonly PictureNode[],
  idOf: (name: string) => string,
): readonly string[] {
  const ids = ends.filter((end) => end.outcome === outcome).map(({ id }) => idOf(id));
  if (ids.length === 0) return [];
  return [`  classDef ${outcome} stroke:${colour},stroke-width:2px`, `  class ${ids.join(',')} ${outcome}`];
}

/** Text is HTML to Mermaid, and Markdown, and its own grammar ends it at `:` and `;`: all that goes by its number. */
function escaped(text: string): string {
  return oneLine(text).replaceAll(
    /["#$%&'*:;<>@\\^_`{|}~-]/gu,
    (character) => `#${character.charCodeAt(0)};`,
  );
}

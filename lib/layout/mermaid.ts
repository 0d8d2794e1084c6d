import type { EdgeLabel, Picture, PictureEdge, PictureNode } from './picture.ts';
import { START_NODE } from './picture.ts';
import { oneLine } from './xml.ts';

/** `stateDiagram-v2` text, as Markdown viewers draw it in a `mermaid` block. */
export function mermaidOf(picture: Picture, title: string): string {
  const ids = idsOf(picture.nodes);
  const idOf = (name: string) => ids.get(name) ?? PSEUDO;
  const ends = picture.nodes.filter(({ outcome }) => outcome !== undefined);
  return [
    '---',
    `title: ${JSON.stringify(oneLine(title))}`,
    '---',
    'stateDiagram-v2',
    ...picture.nodes.flatMap((node) => (node.kind === 'start' ? [] : stateLines(node, idOf(node.id)))),
    ...picture.edges.flatMap((edge) => edgeLines(edge, idOf)),
    ...ends.map(({ id }) => `  ${idOf(id)} --> ${PSEUDO}`),
    ...classLines('succeeded', '#15803d', ends, idOf),
    ...classLines('failed', '#b91c1c', ends, idOf),
    '',
  ].join('\n');
}

/** Mermaid's word for the start and for the end. */
const PSEUDO = '[*]';

/** Ids that a reader recognises. Mermaid has no quoted ones, and takes `end`, `state`, `note` for words of its own. */
function idsOf(nodes: readonly PictureNode[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id: name } of nodes) {
    if (name === START_NODE) continue;
    const plain = `s_${name.replaceAll(/[^a-z0-9]+/giu, '_').replaceAll(/^_|_$/gu, '')}`;
    let id = plain;
    for (let count = 2; taken.has(id); count += 1) id = `${plain}_${count}`;
    taken.add(id);
    ids.set(name, id);
  }
  return ids;
}

/** What an `all` collects stands in a note beside it: a box has no room for a list. */
function stateLines({ id: name, outcome, members, notes }: PictureNode, id: string): readonly string[] {
  const sign = outcome === undefined ? '' : outcome === 'succeeded' ? '✓ ' : '✗ ';
  const collected = members.map(({ event }) => `    • ${escaped(event)}`);
  return [
    `  state "${[`${sign}${name}`, ...notes].map(escaped).join('<br/>')}" as ${id}`,
    ...(collected.length === 0
      ? []
      : [`  note right of ${id}`, '    waits for all of', ...collected, '  end note']),
  ];
}

function edgeLines({ from, to, labels }: PictureEdge, idOf: (name: string) => string): readonly string[] {
  return labels.map((label) => `  ${idOf(from)} --> ${idOf(to)} : ${labelText(label)}`);
}

function labelText({ name, guardText }: EdgeLabel): string {
  return guardText === undefined ? escaped(name) : `${escaped(name)}<br/>${escaped(guardText)}`;
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

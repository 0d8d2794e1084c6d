import type { EdgeLabel, Picture, PictureEdge, PictureNode } from './picture.ts';

/** The picture for those who do not see it: a sentence for the start, then one for each state, in the author's order. */
export function sentencesOf(picture: Picture): readonly string[] {
  return picture.nodes.flatMap((node) => {
    if (node.kind === 'initial' || node.kind === 'region') return [];
    const ways = picture.edges.filter(({ from }) => from === node.id).map(wayInWords);
    if (node.kind === 'start') return ways.length === 0 ? [] : [`At the start, ${ways.join('; ')}.`];
    const told = [...aboutNode(node), ...insideOf(node, picture), ...ways];
    if (told.length === 0) return [];
    return node.kind === 'every'
      ? [`${whereEvery(node)}: ${told.join('; ')}.`]
      : [`“${node.id}”: ${told.join('; ')}.`];
  });
}

function wayInWords({ to, labels }: PictureEdge): string {
  return `${labels.map(labelInWords).join(' or ')} leads to “${to.replace(/^#start /u, '')}”`;
}

function whereEvery({ parent }: PictureNode): string {
  return parent === undefined ? 'In every state' : `In every state of “${parent}”`;
}

function aboutNode({ id, outcome, members, notes }: PictureNode): readonly string[] {
  const end =
    outcome === undefined ? [] : [outcome === 'succeeded' ? 'ends as a success' : 'ends as a failure'];
  const all =
    members.length === 0 ? [] : [`waits for all of ${members.map(({ event }) => event).join(', ')}`];
  const inside = notes.map((note) => {
    const text = note.replaceAll('\n', ' ').replaceAll('▸ ', '');
    return text.startsWith('↻ ') ? `${text.slice(2)} leads to “${id}” again` : text;
  });
  return [...end, ...all, ...inside];
}

/** What a frame begins with; of a parallel, each of its regions. */
function insideOf({ id, kind }: PictureNode, { nodes, edges }: Picture): readonly string[] {
  const first = (frame: string) => edges.find(({ from }) => from === `#start ${frame}`)?.to;
  if (kind === 'parallel') {
    const regions = nodes.filter(({ parent }) => parent === id);
    const told = regions.map((region) => `“${region.title.join(' ')}” from “${first(region.id) ?? ''}”`);
    return [`at the same time ${told.join(' and ')}`];
  }
  const initial = first(id);
  return initial === undefined ? [] : [`begins in “${initial}”`];
}

function labelInWords({ name, guard, guardText, more = [] }: EdgeLabel): string {
  const condition =
    guard !== undefined
      ? ` if ${guard.replaceAll(/\s+/gu, ' ')}`
      : guardText === undefined
        ? ''
        : ' otherwise';
  const also = more.length === 0 ? '' : ` (${more.join(' ').replaceAll('▸ ', '')})`;
  return `${name}${condition}${also}`;
}

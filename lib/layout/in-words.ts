import type { EdgeLabel, Picture, PictureNode } from './picture.ts';

/** The picture for those who do not see it: a sentence for the start, then one for each state, in the author's order. */
export function sentencesOf(picture: Picture): readonly string[] {
  return picture.nodes.flatMap((node) => {
    const ways = picture.edges
      .filter(({ from }) => from === node.id)
      .map(({ to, labels }) => `${labels.map(labelInWords).join(' or ')} leads to “${to}”`);
    if (node.kind === 'start') return ways.length === 0 ? [] : [`At the start, ${ways.join('; ')}.`];
    const told = [...aboutNode(node), ...ways];
    return told.length === 0 ? [] : [`“${node.id}”: ${told.join('; ')}.`];
  });
}

function aboutNode({ id, outcome, members, notes }: PictureNode): readonly string[] {
  const end =
    outcome === undefined ? [] : [outcome === 'succeeded' ? 'ends as a success' : 'ends as a failure'];
  const all =
    members.length === 0 ? [] : [`waits for all of ${members.map(({ event }) => event).join(', ')}`];
  const inside = notes.map((note) =>
    note.startsWith('↻ ') ? `${note.slice(2)} leads to “${id}” again` : note,
  );
  return [...end, ...all, ...inside];
}

function labelInWords({ name, guard }: EdgeLabel): string {
  return guard === undefined ? name : `${name} if ${guard.replaceAll(/\s+/gu, ' ')}`;
}

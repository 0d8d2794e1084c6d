import type { EdgeLabel, Picture, PictureEdge, PictureNode } from './picture.ts';
import { isFrame, noteLines, START_NODE } from './picture.ts';
import { escapeLine } from './xml.ts';

/** Graphviz' language. Names are kept as ids, so a hand or a script can add to it. */
export function dotOf(picture: Picture, title: string): string {
  const nested = picture.nodes.some(({ kind }) => isFrame(kind));
  return [
    `digraph ${quoted(title)} {`,
    ...(nested ? ['  compound=true', '  graph [fontname="Helvetica" fontsize=13 color="#8d96a3"]'] : []),
    '  node [shape=box style=rounded fontname="Helvetica" fontsize=13 color="#8d96a3" margin="0.2,0.08"]',
    '  edge [fontname="Helvetica" fontsize=11 color="#8d96a3" arrowsize=0.7]',
    ...bodyLines(undefined, picture, '  '),
    ...picture.edges.flatMap((edge) => edgeLines(edge, picture)),
    '}',
    '',
  ].join('\n');
}

const DIM = '#59626f';

function bodyLines(parent: string | undefined, picture: Picture, indent: string): readonly string[] {
  return picture.nodes
    .filter((node) => node.parent === parent)
    .flatMap((node) => {
      if (!isFrame(node.kind)) return [indent + nodeLine(node)];
      return [
        `${indent}subgraph ${quoted(clusterOf(node.id))} {`,
        `${indent}  label=<${frameLabel(node)}> labeljust=l style=${node.kind === 'region' ? 'dashed' : 'rounded'}${node.kind === 'forEach' ? ' peripheries=2' : ''}`,
        ...bodyLines(node.id, picture, `${indent}  `),
        `${indent}}`,
      ];
    });
}

/** Graphviz draws a subgraph as a box only where its name begins so. */
const clusterOf = (id: string) => `cluster ${id}`;

function frameLabel({ title, notes }: PictureNode): string {
  const lines = [
    `<b>${escapeLine(title.join(' '))}</b>`,
    ...noteLines(notes).map((note) => small(`<font color="${DIM}">${escapeLine(note)}</font>`)),
  ];
  return lines.join('<br align="left"/>');
}

function nodeLine(node: PictureNode): string {
  const { id, kind, outcome, members, notes, title } = node;
  if (kind === 'start' || kind === 'initial') {
    const width = id === START_NODE ? '0.2' : '0.12';
    return `${quoted(id)} [shape=circle style=filled fillcolor="#16191f" label="" width=${width}]`;
  }
  const sign = outcome === undefined ? '' : `${signOf(outcome)} `;
  const left = kind === 'all' ? '<br align="left"/>' : '<br/>';
  const lines = [
    `${sign}<b>${escapeLine(kind === 'every' ? title.join(' ') : id)}</b>`,
    ...members.map(({ event }) => small(`• ${escapeLine(event)}`)),
    ...noteLines(notes).map((note) => small(`<font color="${DIM}">${escapeLine(note)}</font>`)),
  ];
  const label = kind === 'all' ? lines.map((line) => `${line}${left}`).join('') : lines.join(left);
  return `${quoted(id)} [label=<${label}>${SHAPES[kind] ?? ''}]`;
}

const SHAPES: { readonly [kind in PictureNode['kind']]?: string } = {
  final: ' peripheries=2',
  every: ' style="rounded,dashed"',
};

function signOf(outcome: 'succeeded' | 'failed'): string {
  return outcome === 'succeeded' ? '<font color="#15803d">✓</font>' : '<font color="#b91c1c">✗</font>';
}

const small = (text: string) => `<font point-size="11">${text}</font>`;

/** One arrow for each label, so that Graphviz finds room for it. */
function edgeLines({ from, to, labels }: PictureEdge, picture: Picture): readonly string[] {
  const [tail, head] = [endOf(from, 'ltail', picture), endOf(to, 'lhead', picture)];
  const arrow = `  ${quoted(tail.id)} -> ${quoted(head.id)}`;
  const clipped = tail.clip + head.clip;
  if (labels.length === 0) return [clipped === '' ? arrow : `${arrow} [${clipped.trimStart()}]`];
  return labels.map((label) => {
    const style = label.kind === 'deadline' ? ' style=dashed' : '';
    return `${arrow} [label=<${labelText(label)}>${style}${clipped}]`;
  });
}

/**
 * Arrows join boxes without others inside; one at a frame joins the first or the last box in it, so that it runs
 * downwards, and is cut off at the frame's border.
 */
function endOf(id: string, at: 'ltail' | 'lhead', { nodes }: Picture): { id: string; clip: string } {
  const frames = new Set([id]);
  const inside: string[] = [];
  for (const node of nodes) {
    if (node.parent === undefined || !frames.has(node.parent)) continue;
    if (isFrame(node.kind)) frames.add(node.id);
    else inside.push(node.id);
  }
  const leaf = inside.at(at === 'ltail' ? -1 : 0);
  return leaf === undefined ? { id, clip: '' } : { id: leaf, clip: ` ${at}=${quoted(clusterOf(id))}` };
}

/** Graphviz sets labels hard beside the line: the space keeps them off it. */
function labelText({ kind, name, guardText, more = [] }: EdgeLabel): string {
  const text = kind === 'done' ? `<font color="${DIM}">${escapeLine(name)}</font>` : escapeLine(name);
  const lines = [...(guardText === undefined ? [] : [guardText]), ...more];
  return [text, ...lines.map((line) => `<font color="${DIM}">${escapeLine(line)}</font>`)]
    .map((line) => `&#160;${line}`)
    .join('<br/>');
}

/** A quoted id: only its quotation marks mean something, and a backslash before one. */
function quoted(text: string): string {
  return `"${text.replaceAll('\0', '\u{fffd}').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

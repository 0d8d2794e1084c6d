import type { EdgeLabel, Picture, PictureEdge, PictureNode } from './picture.ts';
import { START_NODE } from './picture.ts';
import { escapeLine } from './xml.ts';

/** Graphviz' language. Names are kept as ids, so a hand or a script can add to it. */
export function dotOf(picture: Picture, title: string): string {
  return [
    `digraph ${quoted(title)} {`,
    '  node [shape=box style=rounded fontname="Helvetica" fontsize=13 color="#8d96a3" margin="0.2,0.08"]',
    '  edge [fontname="Helvetica" fontsize=11 color="#8d96a3" arrowsize=0.7]',
    ...picture.nodes.map(nodeLine),
    ...picture.edges.flatMap(edgeLines),
    '}',
    '',
  ].join('\n');
}

const DIM = '#59626f';

function nodeLine(node: PictureNode): string {
  if (node.id === START_NODE)
    return '  "" [shape=circle style=filled fillcolor="#16191f" label="" width=0.2]';
  const { id, kind, outcome, members, notes } = node;
  const sign = outcome === undefined ? '' : `${signOf(outcome)} `;
  const left = kind === 'all' ? '<br align="left"/>' : '<br/>';
  const lines = [
    `${sign}<b>${escapeLine(id)}</b>`,
    ...members.map(({ event }) => small(`• ${escapeLine(event)}`)),
    ...notes.map((note) => small(`<font color="${DIM}">${escapeLine(note)}</font>`)),
  ];
  const label = kind === 'all' ? lines.map((line) => `${line}${left}`).join('') : lines.join(left);
  const shape = kind === 'final' ? ' peripheries=2' : '';
  return `  ${quoted(id)} [label=<${label}>${shape}]`;
}

function signOf(outcome: 'succeeded' | 'failed'): string {
  return outcome === 'succeeded' ? '<font color="#15803d">✓</font>' : '<font color="#b91c1c">✗</font>';
}

const small = (text: string) => `<font point-size="11">${text}</font>`;

/** One arrow for each label, so that Graphviz finds room for it. */
function edgeLines({ from, to, labels }: PictureEdge): readonly string[] {
  return labels.map((label) => {
    const style = label.kind === 'deadline' ? ' style=dashed' : '';
    return `  ${quoted(from)} -> ${quoted(to)} [label=<${labelText(label)}>${style}]`;
  });
}

/** Graphviz sets labels hard beside the line: the space keeps them off it. */
function labelText({ kind, name, guardText }: EdgeLabel): string {
  const text = kind === 'done' ? `<font color="${DIM}">${escapeLine(name)}</font>` : escapeLine(name);
  if (guardText === undefined) return `&#160;${text}`;
  return `&#160;${text}<br/>&#160;<font color="${DIM}">${escapeLine(guardText)}</font>`;
}

/** A quoted id: only its quotation marks mean something, and a backslash before one. */
function quoted(text: string): string {
  return `"${text.replaceAll('\0', '\u{fffd}').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

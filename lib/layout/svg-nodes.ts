import type { PictureNode } from './picture.ts';
import { noteLines, TYPE } from './picture.ts';
import { widthOf } from './text.ts';
import { escapeLine, escapeXml } from './xml.ts';

const BORDER = 1.5;
const PADDING = 14;
const TITLE_SIGN = 22;
const MEMBER_SIGN = 21;
/** Room around the hairline above the members. */
const MEMBERS_GAP = 8;
/** The size whose width is that of a bold title, in faces between the narrow and the wide. */
const BOLD = TYPE.title * 1.07;
/** From the upper edge of a line to the baseline of its text, for both sizes. */
export const BASELINE = 13;

const SIGNS = {
  succeeded: { look: 'passed', path: 'm3.25 8.5 3.25 3.25 6.25-7.25' },
  failed: { look: 'failed', path: 'm4 4 8 8m0-8-8 8' },
} as const;

/** What the box says under a pointer that rests on it; ids that are no names are not for people. */
export function nameOf({ id, title }: PictureNode): string {
  return id.startsWith('#') ? title.join(' ') : id;
}

/** One state's box; its title is what a pointer that rests on it shows. */
export function nodeSvg(node: PictureNode): string {
  if (node.kind === 'start' || node.kind === 'initial') return startSvg(node);
  return [
    '<g>',
    `<title>${escapeXml(nameOf(node))}</title>`,
    boxSvg(node),
    ...titleSvg(node),
    ...membersSvg(node),
    ...notesSvg(node),
    '</g>',
  ].join('\n');
}

function startSvg({ x, y, width }: PictureNode): string {
  const radius = width / 2;
  return `<circle class="start" cx="${x + radius}" cy="${y + radius}" r="${radius}"/>`;
}

function boxSvg({ x, y, width, height, kind }: PictureNode): string {
  const [inner, outer] = [BORDER / 2, height - BORDER];
  const radius = kind === 'final' ? outer / 2 : 8 - inner;
  const look = kind === 'every' ? 'box every' : 'box';
  return `<rect class="${look}" x="${x + inner}" y="${y + inner}" width="${width - BORDER}" height="${outer}" rx="${radius}"/>`;
}

/** The upper edge of the box's content, which stands in its middle. */
function top({ y, height, title, members, notes }: PictureNode): number {
  const lines = title.length + members.length + noteLines(notes).length;
  return y + (height - lines * TYPE.lineHeight - (members.length > 0 ? MEMBERS_GAP : 0)) / 2;
}

/** After a sign the lines begin one below the other: faces differ in width, and the gap would differ with them. */
function titleSvg(node: PictureNode): readonly string[] {
  const { x, width, title, kind, outcome } = node;
  const first = top(node) + BASELINE;
  const lines = (at: number, left: boolean) =>
    title.map((line, index) => lineSvg(line, at, first + index * TYPE.lineHeight, left, 'title'));
  if (kind === 'task') return [workSvg(x + PADDING - 4, first), ...lines(x + width / 2, false)];
  if (outcome === undefined) return kind === 'all' ? lines(x + PADDING, true) : lines(x + width / 2, false);
  const widest = Math.max(...title.map((line) => widthOf(line, BOLD)));
  const start = x + Math.round((width - TITLE_SIGN - widest) / 2);
  return [signSvg(outcome, start, first), ...lines(start + TITLE_SIGN, true)];
}

function signSvg(outcome: keyof typeof SIGNS, x: number, baseline: number): string {
  const { look, path } = SIGNS[outcome];
  return `<path class="sign ${look}" transform="translate(${x} ${baseline - BASELINE})" d="${path}"/>`;
}

/** A wheel: the machine works here itself. */
function workSvg(x: number, baseline: number): string {
  const teeth =
    'M8 1.75v2.5M8 11.75v2.5M1.75 8h2.5M11.75 8h2.5M3.6 3.6l1.75 1.75M10.65 10.65l1.75 1.75M12.4 3.6l-1.75 1.75M5.35 10.65l-1.75 1.75';
  const d = `M4.25 8a3.75 3.75 0 1 0 7.5 0a3.75 3.75 0 1 0 -7.5 0${teeth}`;
  return `<path class="sign work" transform="translate(${x} ${baseline - BASELINE})" d="${d}"/>`;
}

function membersSvg(node: PictureNode): readonly string[] {
  const { x, width, title, members } = node;
  if (members.length === 0) return [];
  const line = top(node) + title.length * TYPE.lineHeight + 4.5;
  const first = line + MEMBERS_GAP - 4.5;
  return [
    `<path class="hairline" d="M${x + PADDING},${line}H${x + width - PADDING}"/>`,
    ...members.flatMap(({ text }, index) => {
      const upper = first + index * TYPE.lineHeight;
      return [
        `<circle class="bullet" cx="${x + PADDING + 7.5}" cy="${upper + TYPE.lineHeight / 2}" r="2.5"/>`,
        lineSvg(text, x + PADDING + MEMBER_SIGN, upper + BASELINE, true),
      ];
    }),
  ];
}

function notesSvg(node: PictureNode): readonly string[] {
  const { x, width, title, members, notes, kind } = node;
  const above = (title.length + members.length) * TYPE.lineHeight + (members.length > 0 ? MEMBERS_GAP : 0);
  const first = top(node) + above + BASELINE;
  const left = kind === 'all';
  return noteLines(notes).map((note, index) =>
    lineSvg(note, left ? x + PADDING : x + width / 2, first + index * TYPE.lineHeight, left, 'dim'),
  );
}

export function lineSvg(text: string, x: number, y: number, left: boolean, look?: string): string {
  const classes = look === undefined ? '' : ` class="${look}"`;
  return `<text${classes} x="${x}" y="${y}"${left ? '' : ' text-anchor="middle"'}>${escapeLine(text)}</text>`;
}

import type { PictureNode } from './picture.ts';
import { apartOf, FRAME_PADDING, noteLines, TYPE } from './picture.ts';
import { BASELINE, lineSvg, nameOf } from './svg-nodes.ts';
import { escapeXml } from './xml.ts';

const BORDER = 1.5;
const RADIUS = 8;
/** How far the sheets behind a forEach stand out. */
const BEHIND = [8, 4];

/** A box with others inside: its border, and its name and notes above them. Arrows and inner states come on top. */
export function frameSvg(frame: PictureNode, nodes: readonly PictureNode[]): string {
  const parts = frame.kind === 'region' ? regionSvg(frame, nodes) : [...behindSvg(frame), ...boxSvg(frame)];
  return ['<g>', `<title>${escapeXml(nameOf(frame))}</title>`, ...parts, ...headSvg(frame), '</g>'].join(
    '\n',
  );
}

/** A forEach is a pile: there is one such box for each item. */
function behindSvg({ kind, x, y, width, height }: PictureNode): readonly string[] {
  if (kind !== 'forEach') return [];
  return BEHIND.map((by) => rectSvg('sheet', { x: x + by, y: y + by, width, height }));
}

function boxSvg(frame: PictureNode): readonly string[] {
  const { x, y, width, header = 0 } = frame;
  const [left, right, low] = [x + BORDER / 2, x + width - BORDER / 2, y + header - 4];
  const [upper, inner] = [y + BORDER / 2, RADIUS - BORDER / 2];
  const head = `M${left},${low}V${upper + inner}a${inner},${inner} 0 0 1 ${inner},${-inner}H${right - inner}a${inner},${inner} 0 0 1 ${inner},${inner}V${low}z`;
  return [
    rectSvg('frame', frame),
    `<path class="header" d="${head}"/>`,
    `<path class="hairline" d="M${left},${low}H${right}"/>`,
    rectSvg('outline', frame),
  ];
}

function rectSvg(
  look: string,
  { x, y, width, height }: Pick<PictureNode, 'x' | 'y' | 'width' | 'height'>,
): string {
  const half = BORDER / 2;
  return `<rect class="${look}" x="${x + half}" y="${y + half}" width="${width - BORDER}" height="${height - BORDER}" rx="${RADIUS - half}"/>`;
}

/** Regions share their parallel's border; dashed lines are between them. */
function regionSvg(region: PictureNode, nodes: readonly PictureNode[]): readonly string[] {
  const { x, y, height, width } = region;
  const { beside, below } = apartOf(region, nodes);
  return [
    ...(beside ? [`<path class="apart" d="M${x},${y}V${y + height}"/>`] : []),
    ...(below ? [`<path class="apart" d="M${x},${y}H${x + width}"/>`] : []),
  ];
}

function headSvg({ x, y, kind, title, notes }: PictureNode): readonly string[] {
  const left = x + FRAME_PADDING.x;
  const first = y + FRAME_PADDING.y + BASELINE - 1;
  const look = kind === 'region' ? 'name' : 'title';
  return [
    ...title.map((line, index) => lineSvg(line, left, first + index * TYPE.lineHeight, true, look)),
    ...noteLines(notes).map((note, index) =>
      lineSvg(note, left, first + (title.length + index) * TYPE.lineHeight, true, 'dim'),
    ),
  ];
}

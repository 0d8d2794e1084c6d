import { pathOf } from './path.ts';
import type { EdgeLabel, PictureEdge } from './picture.ts';
import { linesOf, TYPE } from './picture.ts';
import { widthOf } from './text.ts';
import { escapeLine, escapeXml } from './xml.ts';

/** From the upper edge of a line to the baseline of its text. */
const BASELINE = 12;
const CLOCK = { size: 12, room: 16 };

/** The line and its head. The head is a path of its own: markers have ids, which a page of several pictures repeats. */
export function arrowSvg({ points, labels }: PictureEdge): string {
  const deadline = labels.length > 0 && labels.every(({ kind }) => kind === 'deadline');
  const look = deadline ? 'arrow deadline' : 'arrow';
  return [`<path class="${look}" d="${pathOf(points)}"/>`, ...headSvg(points)].join('\n');
}

function headSvg(points: PictureEdge['points']): readonly string[] {
  const [before, tip] = points.slice(-2);
  if (before === undefined || tip === undefined) return [];
  const degrees = (Math.atan2(tip.y - before.y, tip.x - before.x) * 180) / Math.PI;
  const turned = `translate(${tip.x} ${tip.y}) rotate(${Math.round(degrees * 10) / 10})`;
  return [`<path class="head" transform="${turned}" d="M-7 -3.4 .5 0 -7 3.4z"/>`];
}

/** What stands at the arrow, one below the other, each on the page's colour where it crosses a line. */
export function labelsSvg({ labels, labelBox }: PictureEdge): string {
  const centre = labelBox.x + labelBox.width / 2;
  let y = labelBox.y + 2;
  const groups = labels.map((label) => {
    const group = labelSvg(label, centre, y);
    y += linesOf(label) * TYPE.labelLine;
    return group;
  });
  return groups.join('\n');
}

const LOOKS = { event: undefined, deadline: undefined, done: 'dim', failure: 'bad' } as const;

function labelSvg(
  { kind, name, text, guard, guardText, more = [] }: EdgeLabel,
  centre: number,
  y: number,
): string {
  const width = widthOf(text, TYPE.label);
  const whole = guard === undefined ? name : `${name}\nif ${guard}`;
  const drawn =
    kind === 'deadline'
      ? deadlineSvg(text, centre, y, width)
      : [groundSvg(centre, y, width), textSvg(text, centre, y, LOOKS[kind])];
  return [
    '<g>',
    `<title>${escapeXml(whole)}</title>`,
    ...drawn,
    ...[...(guardText === undefined ? [] : [guardText]), ...more].flatMap((line, index) =>
      dimSvg(line, centre, y + (index + 1) * TYPE.labelLine),
    ),
    '</g>',
  ].join('\n');
}

/** The text begins right after its clock: faces differ in width, and the gap would differ with them. */
function deadlineSvg(text: string, centre: number, y: number, width: number): readonly string[] {
  const left = centre - Math.round((CLOCK.room + width * 0.94) / 2);
  return [
    groundSvg(centre, y, width + CLOCK.room),
    clockSvg(left, y),
    `<text x="${left + CLOCK.room}" y="${y + BASELINE}">${escapeLine(text)}</text>`,
  ];
}

function dimSvg(text: string, centre: number, y: number): readonly string[] {
  return [groundSvg(centre, y, widthOf(text, TYPE.label)), textSvg(text, centre, y, 'dim')];
}

function groundSvg(centre: number, y: number, width: number): string {
  return `<rect class="page" x="${centre - width / 2 - 3}" y="${y}" width="${width + 6}" height="${TYPE.labelLine}"/>`;
}

function clockSvg(x: number, y: number): string {
  const place = `translate(${x} ${y + 2}) scale(${CLOCK.size / 16})`;
  return `<path class="sign clock" transform="${place}" d="M2.25 8a5.75 5.75 0 1 0 11.5 0a5.75 5.75 0 1 0 -11.5 0M8 4.75V8l2.25 1.5"/>`;
}

function textSvg(text: string, x: number, y: number, look: string | undefined): string {
  const classes = look === undefined ? '' : ` class="${look}"`;
  return `<text${classes} x="${x}" y="${y + BASELINE}" text-anchor="middle">${escapeLine(text)}</text>`;
}

/** A story as a picture: a line for each who takes part, time going down. */
import { beatsOf } from './words.ts';
import type { Beat, Lane } from './words.ts';
import type { Told } from './told.ts';

export type Picture = {
  readonly title: string;
  readonly story: readonly Told[];
  /** What came of it. */
  readonly end: { readonly text: string; readonly good: boolean };
};

const NAMES: Readonly<Record<Lane, string>> = {
  function: 'a function',
  table: 'the table',
  machine: 'the execution',
  other: 'another function',
};
const AT: Readonly<Record<Lane, number>> = { function: 110, table: 350, machine: 560, other: 790 };
const [TOP, STEP, NOTE, ANSWER] = [64, 34, 34, 15];

export function draw({ title, story, end }: Picture): string {
  const beats = beatsOf(story);
  const both = story.some(({ worker }) => worker === 1);
  const lanes = (['function', 'table', 'machine', 'other'] as const).filter(
    (lane) => lane !== 'other' || both,
  );
  const width = both ? 900 : 670;
  let y = TOP;
  const drawn = beats.map((beat) => {
    const at = y;
    y += beat.kind === 'note' ? NOTE : STEP + (beat.answer === undefined ? 0 : ANSWER);
    return beat.kind === 'note' ? noteAt(beat, at) : callAt(beat, at);
  });
  const height = y + 62;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13">`,
    `<title>${escaped(title)}</title>`,
    STYLE,
    `<rect class="paper" width="${width}" height="${height}" rx="8"/>`,
    ...lanes.flatMap((lane) => [
      `<line class="life" x1="${AT[lane]}" y1="46" x2="${AT[lane]}" y2="${y + 4}"/>`,
      `<rect class="who" x="${AT[lane] - 70}" y="16" width="140" height="30" rx="6"/>`,
      text(AT[lane], 36, NAMES[lane], 'name'),
    ]),
    ...drawn.flat(),
    `<rect class="${end.good ? 'good' : 'bad'}" x="40" y="${y + 14}" width="${width - 80}" height="30" rx="6"/>`,
    text(width / 2, y + 34, end.text, 'name'),
    '</svg>',
    '',
  ].join('\n');
}

function noteAt({ lane, text: words, wrong }: Extract<Beat, { kind: 'note' }>, y: number): readonly string[] {
  const wide = Math.max(90, words.length * 7 + 16);
  const left = Math.max(6, AT[lane] - wide / 2);
  return [
    `<rect class="${wrong ? 'bad' : 'note'}" x="${left}" y="${y}" width="${wide}" height="24" rx="12"/>`,
    text(left + wide / 2, y + 16, words),
  ];
}

function callAt(
  { from, to, text: words, answer }: Extract<Beat, { kind: 'call' }>,
  y: number,
): readonly string[] {
  const [x1, x2] = [AT[from], AT[to]];
  const line = y + 20;
  const tip = x2 > x1 ? -7 : 7;
  // Where an arrow crosses another's line of life its words stand beside it.
  const middle =
    from === 'function'
      ? (AT.function + AT.table) / 2
      : from === 'other'
        ? (AT.other + AT.machine) / 2
        : (x1 + x2) / 2;
  return [
    `<line class="call" x1="${x1}" y1="${line}" x2="${x2 + tip}" y2="${line}"/>`,
    `<path class="tip" d="M${x2} ${line} l${tip} -4 v8 z"/>`,
    text(middle, line - 5, words),
    ...(answer === undefined ? [] : [text(middle, line + 14, answer, 'answer')]),
  ];
}

function text(x: number, y: number, words: string, name?: string): string {
  const of = name === undefined ? '' : ` class="${name}"`;
  return `<text${of} x="${x}" y="${y}" text-anchor="middle">${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Pages show pictures in light and in dark. */
const STYLE = `<style>
.paper { fill: #fff } .life { stroke: #b6bec9; stroke-dasharray: 3 4 } .who { fill: #e8eef7; stroke: #8aa0c0 }
.note { fill: #eef0f3; stroke: #b6bec9 } .bad { fill: #fde4e1; stroke: #d1493f } .good { fill: #e2f4e6; stroke: #3c9a56 }
.call { stroke: #33507f; stroke-width: 1.4 } .tip { fill: #33507f } text { fill: #1d2733 } .name { font-weight: 600 } .answer { fill: #b3372e; font-style: italic }
@media (prefers-color-scheme: dark) {
.paper { fill: #161b22 } .life { stroke: #4a5462 } .who { fill: #22304a; stroke: #5b7bb0 }
.note { fill: #262d37; stroke: #4a5462 } .bad { fill: #4a211e; stroke: #d1493f } .good { fill: #1c3a26; stroke: #3c9a56 }
.call { stroke: #8fb0e6 } .tip { fill: #8fb0e6 } text { fill: #e3e8ee } .answer { fill: #ff9c92 }
}
</style>`;

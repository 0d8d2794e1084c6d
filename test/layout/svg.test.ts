import { describe, expect, test } from '@jest/globals';
import { layoutOf } from '../../lib/layout/layout.ts';
import type { Picture } from '../../lib/layout/picture.ts';
import { START_NODE } from '../../lib/layout/picture.ts';
import { svgOf } from '../../lib/layout/svg.ts';
import { drawn, EXAMPLES } from './golden.ts';
import { hostile, small } from './hostile.ts';

const box = { title: [], members: [], notes: [], outcome: undefined };
/** A start, one arrow down, one end. */
const tiny: Picture = {
  width: 120,
  height: 140,
  nodes: [
    { ...box, id: START_NODE, kind: 'start', x: 51, y: 16, width: 18, height: 18 },
    {
      ...box,
      id: 'End',
      kind: 'final',
      x: 12,
      y: 90,
      width: 96,
      height: 38,
      title: ['End'],
      outcome: 'failed',
    },
  ],
  edges: [
    {
      id: 'start end',
      from: START_NODE,
      to: 'End',
      labels: [{ kind: 'event', name: 'Go & on', text: 'Go & on', guard: 'a > 1', guardText: '[a > 1]' }],
      points: [
        { x: 60, y: 34 },
        { x: 60, y: 90 },
      ],
      labelBox: { x: 20, y: 44, width: 80, height: 36 },
    },
  ],
};

/** The text of an SVG's part as a reader of XML gets it. */
function read(text: string): string {
  const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&', '#39': "'" };
  return text.replaceAll(/&([^;]+);/gu, (_, name: string) => characters[name] ?? `unknown: ${name}`);
}

const textsOf = (svg: string, tag: string) =>
  [...svg.matchAll(new RegExp(`<${tag}[^>]*>([^<]*)</${tag}>`, 'gu'))].map(([, text = '']) => read(text));

describe('a choreography as SVG', () => {
  test('draws arrows, then labels, then states, each where the picture has it', () => {
    const [, drawing] = svgOf(tiny, 'Tiny').split('</style>\n');
    expect(drawing).toBe(`<rect class="page" width="120" height="140"/>
<path class="arrow" d="M60,34L60,90"/>
<path class="head" transform="translate(60 90) rotate(90)" d="M-7 -3.4 .5 0 -7 3.4z"/>
<g>
<title>Go &amp; on
if a &gt; 1</title>
<rect class="page" x="33.5" y="46" width="53" height="16"/>
<text x="60" y="58" text-anchor="middle">Go &amp; on</text>
<rect class="page" x="36.5" y="62" width="47" height="16"/>
<text class="dim" x="60" y="74" text-anchor="middle">[a &gt; 1]</text>
</g>
<circle class="start" cx="60" cy="25" r="9"/>
<g>
<title>End</title>
<rect class="box" x="12.75" y="90.75" width="94.5" height="36.5" rx="18.25"/>
<path class="sign failed" transform="translate(35 100)" d="m4 4 8 8m0-8-8 8"/>
<text class="title" x="57" y="113">End</text>
</g>
</svg>
`);
  });

  test('says in words what it shows', () => {
    const svg = svgOf(layoutOf(small), small.title);
    expect(textsOf(svg, 'title')[0]).toBe('Small & simple');
    expect(textsOf(svg, 'desc')).toEqual([
      [
        'At the start, Asked leads to “Open”.',
        '“Open”: due in 1 min; Reminded leads to “Open” again; Answered if detail.yes = true leads to “Checks”; after 1 h leads to “Too late”.',
        '“Checks”: waits for all of Paid, Sent; all arrived leads to “Done”.',
        '“Done”: ends as a success.',
        '“Too late”: ends as a failure.',
      ].join('\n'),
    ]);
  });

  test('needs nothing else: no reference to another file, no script, no id that a page could have too', () => {
    const svg = svgOf(layoutOf(small), small.title).replace('http://www.w3.org/2000/svg', '');
    expect(svg).not.toMatch(/https?:|url\(|href|<script|@import| id=/u);
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
  });

  test('escapes every hostile text', () => {
    const any = hostile();
    const svg = svgOf(layoutOf(any), any.title);
    expect(textsOf(svg, 'title')[0]).toBe('Hostile: "x" </title>\n# ---');
    const drawnTexts = textsOf(svg, 'text');
    for (const text of ['end', 'two lines', '&lt;b&gt; & {x}', 'control \u{fffd}\u{fffd}.'])
      expect(drawnTexts).toContain(text);
    const tags = new Set([...svg.matchAll(/<\/?([^\s>/]+)/gu)].map(([, tag]) => tag));
    expect([...tags].sort()).toEqual(
      ['circle', 'desc', 'g', 'path', 'rect', 'style', 'svg', 'text', 'title'].sort(),
    );
    expect(svg).not.toMatch(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
    expect(svg).not.toMatch(/&(?!(lt|gt|quot|amp|#39);)/u);
  });

  test.each(EXAMPLES)('draws %s as in its golden', (id) => {
    const { now, golden } = drawn(id, 'svg', svgOf);
    expect(now).toBe(golden);
  });
});

/**
 * The console's colours, but written out: SVG viewers outside of browsers know no variables, and take the light ones
 * where they know no media queries. Lines are darker than on the screen, where they only carry the colour of what
 * happened: here they are all there is, and paper makes them fainter.
 */
type Colours = {
  readonly panel: string;
  readonly shade: string;
  readonly line: string;
  readonly strong: string;
  readonly text: string;
  readonly dim: string;
  readonly passed: string;
  readonly failed: string;
};

const LIGHT: Colours = {
  panel: '#ffffff',
  shade: '#f1f3f6',
  line: '#c3c9d2',
  strong: '#8d96a3',
  text: '#16191f',
  dim: '#59626f',
  passed: '#15803d',
  failed: '#b91c1c',
};

const DARK: Colours = {
  panel: '#15181d',
  shade: '#1f242c',
  line: '#464e5b',
  strong: '#6b7585',
  text: '#eceef2',
  dim: '#9da6b4',
  passed: '#4ade80',
  failed: '#f87171',
};

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** Every rule begins with the picture's own class: a style in an SVG that stands in a page holds for the whole page. */
export const STYLE = [
  `.choreography { font-family: ${FONT}; font-size: 12px; }`,
  '.choreography .title { font-size: 14px; font-weight: 600; }',
  '.choreography .box { stroke-width: 1.5; }',
  '.choreography .arrow { fill: none; stroke-width: 1.5; }',
  '.choreography .deadline { stroke-dasharray: 5 4; }',
  '.choreography .apart { fill: none; stroke-width: 1.5; stroke-dasharray: 6 5; }',
  '.choreography .every { stroke-dasharray: 6 4; }',
  '.choreography .name { font-size: 13px; font-weight: 600; }',
  '.choreography .sign { fill: none; stroke-linecap: round; stroke-linejoin: round; }',
  ...rulesOf(LIGHT),
  '@media (prefers-color-scheme: dark) {',
  ...rulesOf(DARK),
  '}',
].join('\n');

function rulesOf({ panel, shade, line, strong, text, dim, passed, failed }: Colours): readonly string[] {
  return [
    `.choreography .page { fill: ${panel}; }`,
    `.choreography .box { fill: ${panel}; stroke: ${strong}; }`,
    `.choreography .outline { fill: none; stroke: ${strong}; stroke-width: 1.5; }`,
    `.choreography .header { fill: ${shade}; }`,
    `.choreography .frame, .choreography .sheet { fill: ${panel}; stroke: ${strong}; stroke-width: 1.5; }`,
    `.choreography .apart { stroke: ${strong}; }`,
    `.choreography .every { fill: ${shade}; stroke: ${strong}; }`,
    `.choreography .bad { fill: ${failed}; }`,
    `.choreography .work { stroke: ${dim}; stroke-width: 1.5; }`,
    `.choreography .arrow, .choreography .hairline { stroke: ${strong}; }`,
    `.choreography .hairline { stroke: ${line}; }`,
    `.choreography .head, .choreography .bullet { fill: ${strong}; }`,
    `.choreography .start, .choreography text { fill: ${text}; }`,
    `.choreography .dim { fill: ${dim}; }`,
    `.choreography .clock { stroke: ${text}; stroke-width: 1.6; }`,
    `.choreography .passed { stroke: ${passed}; stroke-width: 2.2; }`,
    `.choreography .failed { stroke: ${failed}; stroke-width: 2.2; }`,
  ];
}

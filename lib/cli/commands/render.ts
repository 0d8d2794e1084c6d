import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dotOf } from '../../layout/dot.ts';
import { layoutOf } from '../../layout/layout.ts';
import { mermaidOf } from '../../layout/mermaid.ts';
import type { Picture } from '../../layout/picture.ts';
import { svgOf } from '../../layout/svg.ts';
import { usableChoreography } from '../choreographies.ts';
import { UserError } from '../errors.ts';

export const usage = `choreo render FILE [--format mermaid|svg|dot] [--output FILE]

Draws a choreography's statechart, by default as Mermaid for Markdown, to standard output. SVG looks like the console
and needs nothing else; dot is for Graphviz.

  --format F      mermaid, svg or dot (default mermaid)
  --output FILE   writes the picture there`;

const FORMATS: ReadonlyMap<string, (picture: Picture, title: string) => string> = new Map([
  ['mermaid', mermaidOf],
  ['svg', svgOf],
  ['dot', dotOf],
]);

export function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { format: { type: 'string', default: 'mermaid' }, output: { type: 'string' } },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UserError(`One choreography is expected.\n\n${usage}`);
  const draw = FORMATS.get(values.format);
  if (draw === undefined)
    throw new UserError(`--format is "${values.format}"; it must be mermaid, svg or dot.`);
  const choreography = usableChoreography(file);
  const drawn = draw(layoutOf(choreography), choreography.title);
  if (values.output === undefined) process.stdout.write(drawn);
  else write(values.output, drawn);
  return Promise.resolve(0);
}

function write(file: string, drawn: string): void {
  try {
    writeFileSync(file, drawn);
  } catch (error) {
    const reason = Error.isError(error) ? error.message : String(error);
    throw new UserError(`Cannot write ${file}: ${reason}.`);
  }
}

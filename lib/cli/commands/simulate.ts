import { parseArgs } from 'node:util';
import { usableChoreography } from '../choreographies.ts';
import { UserError } from '../errors.ts';
import { readEventFile } from '../event-file.ts';
import { asJson } from '../simulation-json.ts';
import { happenings, standings } from '../simulation-words.ts';
import { simulate as play } from '../simulation.ts';

export const usage = `choreo simulate FILE EVENTS [--json]

Plays a file of events, as publish takes it, through the choreography in virtual time: what each event did and why, and
where each instance stands in the end. Nothing is started, nobody waits: a "wait" may be "3d". What the machine's own
tasks come to stands beside the events: "tasks": { "State": [ { "result": … } or { "error": "…" } ] }, one a visit.

  --json   prints { happened: [...], astray: [...], instances: [...] }`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [file, events, ...more] = positionals;
  if (file === undefined || events === undefined || more.length > 0)
    throw new UserError(`A choreography and a file of events are expected.\n\n${usage}`);
  const choreography = usableChoreography(file);
  const simulation = await play(choreography, readEventFile(events));
  const lines = values.json
    ? [JSON.stringify(asJson(choreography, simulation), null, 2)]
    : [...happenings(simulation), '', ...standings(choreography, simulation)];
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  return 0;
}

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Choreography } from '../../definition/model.ts';
import { every } from '../../definition/suggest.ts';
import { instancePartition } from '../../projection/partitions.ts';
import { readChoreographies } from '../choreographies.ts';
import { UserError } from '../errors.ts';
import { printEntry } from '../operator/entries.ts';
import { expectedOf } from '../operator/expected.ts';
import type { Expected } from '../operator/expected.ts';
import type { WayOut } from '../operator/shortest-way.ts';
import { aboutChoreography } from '../operator/session.ts';
import { CHOREOGRAPHIES } from '../settings.ts';

export const usage = `choreo expect CHOREOGRAPHY ID [--choreographies DIR] [--prefix NAME] [--json]

Lists what an instance still expects: the events awaited now with their guards, the deadlines and dues, what is held
for it, and the shortest way to an end, by the choreography's file.

  --choreographies DIR   where that file lies (default statemachines, or CHOREOGRAPHIES)
  --prefix NAME          of the monitor (default choreography-monitor, or CHOREOGRAPHY_PREFIX)
  --json                 the same as JSON`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { choreographies: { type: 'string' }, prefix: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [id, correlationId, ...more] = positionals;
  if (id === undefined || correlationId === undefined || more.length > 0)
    throw new UserError(`A choreography and the id of one instance are expected.\n\n${usage}`);
  const choreography = choreographyIn(values.choreographies ?? CHOREOGRAPHIES, id);
  return aboutChoreography(id, values.prefix, async ({ ports }) => {
    const rows = await ports.table.query(instancePartition(id, correlationId));
    const instance = rows.find((row) => row.kind === 'instance');
    if (instance === undefined)
      throw new UserError(
        rows.length === 0
          ? `There is no instance "${correlationId}" of "${id}", and no event of it has come.`
          : `There is no instance "${correlationId}" of "${id}": only events of it have come. See them with choreo inbox ${id} --instance ${correlationId}`,
      );
    const expected = expectedOf(instance, rows, choreography, Date.now());
    const text =
      values.json === true ? JSON.stringify(jsonOf(expected)) : printed(expected, id, choreography);
    process.stdout.write(`${text}\n`);
    return 0;
  });
}

/** Undefined where there is no file of that choreography: then only the way to an end is missing. */
function choreographyIn(folder: string, id: string): Choreography | undefined {
  if (!existsSync(folder)) return undefined;
  return readChoreographies(folder).flatMap(({ choreography }) =>
    choreography?.id === id ? [choreography] : [],
  )[0];
}

function jsonOf({ instance, ...expected }: Expected) {
  const { choreography, correlationId, status, run, redrive } = instance;
  return { choreography, instance: correlationId, status, run, redrive, ...expected };
}

function printed(expected: Expected, id: string, choreography: Choreography | undefined): string {
  const { instance, states, awaited, clocks, held, otherVersion } = expected;
  if (instance.status === 'closed') {
    const where = instance.lastState === undefined ? '' : ` in "${instance.lastState}"`;
    const why = [instance.error, instance.reason].filter((text) => text !== undefined).join(': ');
    const error = why === '' ? '' : ` (${why})`;
    const closed = `It ${instance.outcome}${where} at ${instance.closedAt}${error}, and expects nothing any more.`;
    return [closed, ...section('Held', held.map(printEntry))].join('\n');
  }
  return [
    states.length === 0
      ? 'It is between two states: ask again in a moment.'
      : `It stands in ${every(states.map((state) => `"${state}"`))}, in run ${instance.run}.`,
    ...section('Awaited now', awaited.map(awaitedLine)),
    ...section(
      'Clocks',
      clocks.map(({ kind, state, at }) => `${at}  ${kind === 'due' ? 'due' : 'deadline'} of "${state}"`),
    ),
    ...section('Held', held.map(printEntry)),
    ...section('Shortest way to an end', ways(expected, id, choreography)),
    ...(otherVersion === undefined
      ? []
      : [
          `It started under version ${otherVersion} of the choreography, which is not that of the file: what is awaited is as it started, the way may be another.`,
        ]),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : [`${title}:`, ...lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`)];
}

function awaitedLine({ event, state, ways, member, items }: Expected['awaited'][number]): string {
  const by = items === undefined ? '' : `, by ${items.count} of ${items.of} items`;
  if (member) return `${event}  in "${state}", of all that are to come`;
  if (ways.length === 0 || ways.every(({ to }) => to === undefined))
    return `${event}  in "${state}", where it is dropped`;
  const lead = ways.map(({ to, guard, stays }) => {
    const where = to === undefined ? 'it is dropped' : stays ? 'it stays there' : `"${to}"`;
    return guard === undefined ? where : `${where} if ${guard}`;
  });
  return `${event}  in "${state}" → ${lead.join(', else ')}${by}`;
}

function ways(
  { way, success, states }: Expected,
  id: string,
  choreography: Choreography | undefined,
): readonly string[] {
  if (states.length === 0) return [];
  if (choreography === undefined)
    return [`not known: there is no file of "${id}" here. Name its folder with --choreographies.`];
  if (way === undefined) return ['none was found from where it stands.'];
  return [wayLine(way), ...(success === undefined ? [] : [`or, without a failure, ${wayLine(success)}`])];
}

function wayLine({ steps, end, outcome }: WayOut): string {
  return [...steps, `"${end}"${outcome === 'failed' ? ' (a failure)' : ''}`].join(' → ');
}

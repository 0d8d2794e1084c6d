import { parseArgs } from 'node:util';
import { awaitedIn } from '../../semantics/awaited.ts';
import { stateNamed } from '../../semantics/states.ts';
import type { Choreography } from '../../definition/model.ts';
import { inWords } from '../../layout/durations.ts';
import type { Happened } from '../../semantics/life.ts';
import { usableChoreography } from '../choreographies.ts';
import { UserError } from '../errors.ts';
import { readEventFile } from '../event-file.ts';
import { simulate as play, type SimulatedInstance, type Simulation } from '../simulation.ts';

export const usage = `choreo simulate FILE EVENTS [--json]

Plays a file of events, as publish takes it, through the choreography in virtual time: what each event did and why, and
where each instance stands in the end. Nothing is started, nobody waits.

  --json   prints { happened: [...], astray: [...], instances: [...] }`;

export async function simulate(args: readonly string[]): Promise<number> {
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

function happenings({ begin, entries, astray }: Simulation): readonly string[] {
  const rows = [
    ...entries.map(({ at, event, what, correlationId }) => ({
      at,
      cells: [correlationId, event?.name ?? '(time)', wordsFor(what)],
    })),
    ...astray.map(({ at, event, why }) => ({ at, cells: ['–', event.detailType, why] })),
  ].sort((a, b) => a.at - b.at);
  const cells = rows.map(({ at, cells }) => [`+${inWords(at - begin)}`, ...cells]);
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function wordsFor(what: Happened): string {
  switch (what.kind) {
    case 'opened':
      return what.run === 1 ? `opens the instance in "${what.to}"` : `opens run ${what.run} in "${what.to}"`;
    case 'not opened':
      return 'opens nothing: none of its guards holds';
    case 'taken':
      return `${what.from} → ${what.to}`;
    case 'gathered':
      return what.to === undefined ? `gathered in "${what.state}"` : `${what.state} → ${what.to}`;
    case 'dropped':
      return `dropped in "${what.state}", as the choreography says`;
    case 'repeated':
      return `ignored in "${what.state}": it had come already`;
    case 'doubled':
      return 'ignored: an event of this identity has come before';
    case 'held':
      return what.state === undefined
        ? 'held: there is no instance yet'
        : `held: "${what.state}" does not await it, a later state does`;
    case 'unexpected':
      return `unexpected in "${what.state}" (${what.policy})`;
    case 'late':
      return 'late: the instance had ended';
    case 'orphan':
      return 'orphan: its hold is over, and no instance came';
    case 'deadline passed':
      return `deadline: ${what.from} → ${what.to}`;
    case 'overdue':
      return `overdue in "${what.state}"`;
  }
}

function standings(choreography: Choreography, { instances }: Simulation): readonly string[] {
  return instances.map(({ correlationId, life }) => {
    const { configuration, held } = life;
    const waiting = held.length === 0 ? '' : `; held: ${held.map(({ name }) => name).join(', ')}`;
    if (configuration === undefined) return `${correlationId}: not started${waiting}`;
    if (configuration.kind === 'ended') {
      const error = configuration.error === undefined ? '' : ` (${configuration.error})`;
      return `${correlationId}: ${configuration.outcome} in "${configuration.state}"${error}${waiting}`;
    }
    const awaited = awaitedNow(choreography, configuration).join(', ');
    return `${correlationId}: running in "${configuration.state}", awaits ${awaited}${waiting}`;
  });
}

function awaitedNow(
  choreography: Choreography,
  { state, pending }: { readonly state: string; readonly pending: readonly string[] },
): readonly string[] {
  const found = stateNamed(choreography, state);
  if (found.kind !== 'all') return awaitedIn(found);
  return [...new Set([...found.on.map(({ event }) => event), ...pending])];
}

function asJson(choreography: Choreography, { entries, astray, instances }: Simulation): unknown {
  const instant = (at: number) => new Date(at).toISOString();
  return {
    happened: entries.map(({ at, event, what, correlationId }) => ({
      at: instant(at),
      correlationId,
      ...(event === undefined ? {} : { event: event.name, identity: event.identity }),
      ...what,
      ...('at' in what ? { at: instant(what.at) } : {}),
    })),
    astray: astray.map(({ at, event, why }) => ({
      at: instant(at),
      source: event.source,
      detailType: event.detailType,
      why,
    })),
    instances: instances.map((instance) => standingOf(choreography, instance)),
  };
}

function standingOf(choreography: Choreography, { correlationId, life }: SimulatedInstance): unknown {
  const { configuration, held, run } = life;
  const named = { correlationId, run, held: held.map(({ name }) => name) };
  if (configuration === undefined) return { ...named, status: 'not started' };
  const { state } = configuration;
  if (configuration.kind === 'open')
    return { ...named, status: 'running', state, awaits: awaitedNow(choreography, configuration) };
  const { outcome, error } = configuration;
  return { ...named, status: outcome, state, ...(error === undefined ? {} : { error }) };
}

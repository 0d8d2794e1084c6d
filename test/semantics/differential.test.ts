import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compile } from '../../lib/compiler/compile.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { Configuration, Happening } from '../../lib/semantics/configuration.ts';
import { deadlineOf, stateNamed } from '../../lib/semantics/states.ts';
import { start, step } from '../../lib/semantics/step.ts';
import { choreographies, GUARDS, sequences, type RandomEvent } from './arbitrary.ts';
import { deliver } from './deliver.ts';
import { MachineOnEngine } from './machine-on-engine.ts';

const T0 = Date.parse('2026-11-21T10:00:00.000Z');
const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 60);

/** Where semantics says an instance stands, in the words of the table and of the execution. */
function expected(choreography: Choreography, configuration: Configuration) {
  if (configuration.kind === 'ended') {
    const { state, outcome, endedAt, error } = configuration;
    if (outcome === 'succeeded') return { status: 'SUCCEEDED', stoppedAt: endedAt, output: { state } };
    return { status: 'FAILED', stoppedAt: endedAt, error };
  }
  const { state: name, enteredAt, pending } = configuration;
  const state = stateNamed(choreography, name);
  const deadline = deadlineOf(state);
  const due = state.kind === 'final' ? undefined : state.due;
  const members = state.kind === 'all' ? pending : [undefined];
  return {
    status: 'RUNNING',
    waits: members
      .map((member) => ({
        state: name,
        member,
        enteredAt: iso(enteredAt),
        due: due === undefined ? undefined : iso(enteredAt + due),
        deadline: deadline === undefined ? undefined : iso(enteredAt + deadline),
      }))
      .sort(byMember),
  };
}

/** Where it does stand. */
function actual(machine: MachineOnEngine) {
  const { status, stoppedAt, output, error } = machine.execution;
  if (status === 'SUCCEEDED') return { status, stoppedAt, output: JSON.parse(output ?? 'null') as unknown };
  if (status !== 'RUNNING') return { status, stoppedAt, error };
  const waits = machine.free().map((row) => ({
    state: row['state'] ?? '',
    member: row['member'],
    enteredAt: row['enteredAt'],
    due: row['due'],
    deadline: row['deadline'],
  }));
  return { status, waits: waits.sort(byMember) };
}

function byMember(a: { member: string | undefined }, b: { member: string | undefined }): number {
  return (a.member ?? '') < (b.member ?? '') ? -1 : 1;
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

/** What a deliverer that reads the rows calls that which happened. */
function inRows(happening: Happening | undefined): string | undefined {
  if (happening?.kind === 'taken' || happening?.kind === 'gathered') return 'delivered';
  return happening?.kind;
}

async function compare(choreography: Choreography, opening: string[], events: RandomEvent[]): Promise<void> {
  const opened = start(choreography, 'S', (guard) => opening.includes(guard), T0);
  if (opened.kind !== 'opened') return;
  const { configuration: first } = opened;
  const input = {
    choreography: 'random',
    correlationId: '1',
    instance: 'random#1',
    run: 1,
    shard: '0',
    to: first.state,
  };
  const machine = new MachineOnEngine(compile(choreography).definition, input, T0);
  try {
    await machine.settle();
    let configuration = first;
    let at = T0;
    expect(actual(machine)).toEqual(expected(choreography, configuration));
    for (const { name, guards, wait } of events) {
      at += wait;
      const holds = (guard: string) => guards.includes(guard);
      const stepped = step(choreography, configuration, { kind: 'event', name, at, holds });
      await machine.waitUntil(at);
      // An ignored event reaches nobody.
      if (name !== 'G') expect(await deliver(machine, name, holds)).toBe(inRows(stepped.happened.at(-1)));
      ({ configuration } = stepped);
      expect(actual(machine)).toEqual(expected(choreography, configuration));
    }
    const last = at + 60_000;
    await machine.waitUntil(last);
    const { configuration: end } = step(choreography, configuration, { kind: 'time', at: last });
    expect(actual(machine)).toEqual(expected(choreography, end));
  } finally {
    await machine.stop();
  }
}

describe('the compiled machine, played in virtual time', () => {
  test('stands after every event and every deadline where semantics says', async () => {
    await fc.assert(fc.asyncProperty(choreographies, fc.subarray(GUARDS), sequences, compare), {
      numRuns: RUNS,
    });
  }, 120_000);
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { ExecutionOutput } from '../../lib/definition/wire.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { evaluate } from '../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../lib/expressions/parse.ts';
import { start } from '../../lib/semantics/step.ts';
import { deliver } from '../semantics/deliver.ts';
import { MachineOnEngine } from '../semantics/machine-on-engine.ts';

type Event = {
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly wait?: number;
};
type Scenario = {
  readonly title: string;
  readonly events: readonly Event[];
  readonly ends: { readonly status: string; readonly state: string };
};

const read = (file: string) => readFileSync(new URL(`../../statemachines/${file}`, import.meta.url), 'utf8');
const T0 = Date.parse('2026-11-21T10:00:00.000Z');

async function valueOf(source: string, event: object): Promise<unknown> {
  const parsed = parseExpression(source);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  const result = await evaluate(parsed.expression, event, { now: T0 });
  return result.kind === 'value' ? result.value : undefined;
}

type Known = {
  readonly name: string;
  readonly identity: string;
  readonly holds: (guard: string) => boolean;
  readonly wait: number;
};

/** The scenario's events by their names, with every guard of the choreography evaluated. */
async function known(choreography: Choreography, scenario: Scenario): Promise<Known[]> {
  const handlers = choreography.states.flatMap((state) => (state.kind === 'final' ? [] : state.on));
  const guards = [...choreography.start, ...handlers].flatMap(({ branches }) =>
    branches.flatMap(({ guard }) => (guard === undefined ? [] : [guard])),
  );
  const events = scenario.events.map(async ({ source, detailType, detail, wait }, index) => {
    const event = { id: `e-${index}`, source, 'detail-type': detailType, detail };
    const matches = (value: unknown, expected: string) => Array.isArray(value) && value.includes(expected);
    const declared = choreography.events.find(
      ({ pattern }) => matches(pattern['source'], source) && matches(pattern['detail-type'], detailType),
    );
    if (declared === undefined) throw new Error(`${scenario.title}: ${source} ${detailType} is not declared`);
    const held = new Set<string>();
    for (const guard of guards) if ((await valueOf(guard, event)) === true) held.add(guard);
    const named = await valueOf(declared.identity, event);
    const identity = typeof named === 'string' ? named : event.id;
    return {
      name: declared.name,
      ignored: declared.ignored,
      identity,
      holds: (guard: string) => held.has(guard),
      wait: wait ?? 0,
    };
  });
  const distinct = new Map((await Promise.all(events)).map((event) => [event.identity, event]));
  return [...distinct.values()].filter(({ ignored }) => !ignored);
}

/** Plays a scenario on the compiled machine; what comes early is tried again after every event. */
async function play(choreography: Choreography, scenario: Scenario) {
  const events = await known(choreography, scenario);
  const first = events.findIndex(({ name }) => choreography.start.some(({ event }) => event === name));
  const opening = events[first];
  if (opening === undefined) throw new Error(`${scenario.title}: no event starts it`);
  const opened = start(choreography, opening.name, opening.holds, T0);
  const to = opened.kind === 'opened' ? opened.configuration.state : '';
  const input = { instance: 'x#1', correlationId: '1', run: 1, shard: '0', to };
  const machine = new MachineOnEngine(compile(choreography).definition, input, T0);
  await machine.settle();
  const held = events.slice(0, first);
  let stood = to;
  for (const event of [undefined, ...events.slice(first + 1)]) {
    await machine.waitUntil(machine.clock.now() + (event?.wait ?? 0) * 1000);
    if (event !== undefined) held.push(event);
    stood = await drain(machine, held, stood);
  }
  await machine.stop();
  return { machine, held, stood, count: events.length };
}

/** Oldest first, until nothing moves. Gives the state in which the machine last waited. */
async function drain(machine: MachineOnEngine, held: Known[], before: string): Promise<string> {
  let stood = before;
  for (let index = 0; index < held.length;) {
    const event = held[index];
    if (event === undefined) break;
    stood = machine.free()[0]?.['state'] ?? stood;
    if ((await deliver(machine, event.name, event.holds)) === 'early') {
      index += 1;
      continue;
    }
    held.splice(index, 1);
    index = 0;
  }
  return machine.free()[0]?.['state'] ?? stood;
}

function stateIn(output: string | undefined): string {
  return (JSON.parse(output ?? '{}') as ExecutionOutput).state;
}

const transitions = ({ execution }: MachineOnEngine) =>
  execution.history.filter(({ type }) => type.endsWith('StateEntered')).length;

/**
 * State transitions are what Step Functions charges for. The published sample makes two for each event; ours are
 * counted over all scenarios of an example, the start and the end of each instance included.
 */
const TRANSITIONS_PER_EVENT: Readonly<Record<string, number>> = {
  'car-journey': 1.6,
  'marketplace-order': 1.5,
  'order-fulfilment': 1.7,
};

describe.each(Object.keys(TRANSITIONS_PER_EVENT))('%s', (id) => {
  const { choreography } = parseDefinition(read(`${id}.yaml`));
  if (choreography === undefined) throw new Error(id);
  const { failures } = compile(choreography).subscription;
  const { scenarios } = JSON.parse(read(`${id}.scenarios.json`)) as { scenarios: Scenario[] };

  test.each(scenarios)('$title', async (scenario) => {
    const { machine, held, stood } = await play(choreography, scenario);
    const { status, output, error } = machine.execution;
    expect(held).toEqual([]);
    const final = status === 'SUCCEEDED' ? stateIn(output) : failures[error ?? ''];
    expect({ status: status.toLowerCase(), state: final ?? stood }).toEqual(scenario.ends);
  });

  test('costs no more transitions than it should', async () => {
    let entered = 0;
    let events = 0;
    for (const scenario of scenarios) {
      const { machine, count } = await play(choreography, scenario);
      entered += transitions(machine);
      events += count;
    }
    expect(entered / events).toBeLessThanOrEqual(TRANSITIONS_PER_EVENT[id] ?? 0);
  });
});

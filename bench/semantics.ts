/**
 * How many steps a second `lib/semantics` makes, beside xstate's pure `transition` on the same machines and events; and
 * how long the largest example takes from its text to its state machine. Fails where a goal is missed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { initialTransition, transition } from 'xstate';
import { compile } from '../lib/compiler/compile.ts';
import { askJsonata } from '../lib/semantics/ask.ts';
import { activeStates, type Configuration, type Input } from '../lib/semantics/configuration.ts';
import { conclude, concludeAsync, type Question } from '../lib/semantics/deciding.ts';
import { planOf } from '../lib/semantics/plan-of.ts';
import { start, step } from '../lib/semantics/step.ts';
import { choreographyIn, MACHINES, type Measured, type Told } from './machines.ts';
import { eventFor, toXstate } from './to-xstate.ts';

const TIMES_AS_FAST = 5;
const MOST_MILLIS = 50;
const ROUNDS = 7;
const ROUND_MILLIS = 250;

/** A life, and the states it ends in. */
type Life = () => string;

const NO: ReturnType<Parameters<typeof conclude>[1]> = { kind: 'value', value: false };
const YES: ReturnType<Parameters<typeof conclude>[1]> = { kind: 'value', value: true };

function pure({ choreography, events }: Measured): Life {
  const plan = planOf(choreography);
  const answers = events.map(
    ({ holds }) =>
      ({ expression }: Question) =>
        holds.has(expression) ? YES : NO,
  );
  const inputs = events.map(inputFor);
  return () => {
    let configuration: Configuration | undefined;
    for (const [index, input] of inputs.entries()) {
      const answer = answers[index] ?? (() => NO);
      if (configuration === undefined) {
        const opened = conclude(start(plan, input, input.at), answer);
        if (opened.kind !== 'opened') throw new Error('It was not opened');
        ({ configuration } = opened);
      } else ({ configuration } = conclude(step(plan, configuration, input), answer));
    }
    return configuration === undefined ? '' : activeStates(configuration).join(', ');
  };
}

function inputFor({ name, detail }: Told, index: number): Extract<Input, { kind: 'event' }> {
  const at = index * 1000;
  return { kind: 'event', name, at, time: at, payload: { detail } };
}

function withXstate({ choreography, events }: Measured): Life {
  const machine = toXstate(choreography);
  const [, ...inputs] = events.map(eventFor);
  return () => {
    let [snapshot] = initialTransition(machine);
    for (const input of inputs) [snapshot] = transition(machine, snapshot, input);
    return lastOf(snapshot.value);
  };
}

/** `{ all: 'Completed' }` */
function lastOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? lastOf(Object.values(value)[0]) : String(value);
}

async function evaluated({ choreography, events }: Measured): Promise<number> {
  const plan = planOf(choreography);
  const ask = askJsonata('42');
  const inputs = events.map(inputFor);
  const begun = worked();
  let lives = 0;
  for (; worked() - begun < 4 * ROUND_MILLIS; lives += 1) {
    let configuration: Configuration | undefined;
    for (const input of inputs) {
      if (configuration === undefined) {
        const opened = await concludeAsync(start(plan, input, input.at), ask);
        configuration = opened.kind === 'opened' ? opened.configuration : undefined;
      } else ({ configuration } = await concludeAsync(step(plan, configuration, input), ask));
    }
  }
  return (lives * events.length * 1000) / (worked() - begun);
}

/** What this process has worked, in milliseconds: what else the computer does is not counted. */
function worked(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Steps a second in one round. */
function paceOf(live: Life, steps: number): number {
  const begun = worked();
  let lives = 0;
  while (worked() - begun < ROUND_MILLIS) {
    for (let more = 0; more < 20; more += 1) live();
    lives += 20;
  }
  return (lives * steps * 1000) / (worked() - begun);
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;
}

async function measure(measured: Measured) {
  const own = pure(measured);
  const other = withXstate(measured);
  const ends = [own(), other()];
  if (ends[0] !== ends[1]) throw new Error(`${measured.title} ends in ${ends.join(' and in ')}`);
  const steps = measured.events.length;
  const paces = { own: [0], other: [0] };
  // Turn by turn, so that a busy computer slows both down; the first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    paces.own.push(paceOf(own, steps));
    paces.other.push(paceOf(other, steps));
  }
  const pace = { own: median(paces.own.slice(2)), other: median(paces.other.slice(2)) };
  return { ...pace, ratio: pace.own / pace.other, evaluated: await evaluated(measured) };
}

/** From its text, validated, to what is deployed; in milliseconds. */
function compilation(): { file: string; millis: number } {
  const folder = new URL('../statemachines/', import.meta.url);
  const texts = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => ({ file, text: readFileSync(new URL(file, folder), 'utf8') }));
  const sizes = texts.map((each) => ({
    ...each,
    size: compile(choreographyIn(each.text)).definition.length,
  }));
  const [largest] = sizes.sort((a, b) => b.size - a.size);
  if (largest === undefined) throw new Error('There are no examples');
  const times = Array.from({ length: 40 }, () => {
    const begun = worked();
    compile(choreographyIn(largest.text));
    return worked() - begun;
  });
  return { file: largest.file, millis: median(times.slice(20)) };
}

const COLUMNS = [28, 14, 14, 8, 16];
const line = (...cells: string[]) =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(COLUMNS[0] ?? 0) : cell.padStart(COLUMNS[index] ?? 0)))
    .join('');
const whole = (value: number) => Math.round(value).toLocaleString('en');

console.log(line('Steps a second', 'semantics', 'xstate', 'ratio', 'with jsonata'));
for (const measured of MACHINES) {
  const { own, other, ratio, evaluated: slow } = await measure(measured);
  console.log(line(measured.title, whole(own), whole(other), `${ratio.toFixed(1)}×`, whole(slow)));
  if (ratio < TIMES_AS_FAST) {
    console.log(`  Less than ${TIMES_AS_FAST} times as fast.`);
    process.exitCode = 1;
  }
}
const { file, millis } = compilation();
console.log(`\n${file}, parsed, validated and compiled: ${millis.toFixed(1)} ms`);
if (millis >= MOST_MILLIS) {
  console.log(`  More than ${MOST_MILLIS} ms.`);
  process.exitCode = 1;
}

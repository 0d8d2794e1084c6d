/**
 * What the projection costs, how fast it is and how it grows, counted and timed in the local cloud, beside the naive
 * protocol. `--quick` takes smaller sizes; `--bundles`, `--cost`, `--speed`, `--growth` only that part. Exits 1 where a
 * goal is missed.
 */
import { naiveAssembly } from '../../test/naive/assembly.ts';
import { readChoreographies } from '../../lib/cli/choreographies.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { synthesize } from '../../lib/cli/synthesis.ts';
import { compile } from '../../lib/compiler/compile.ts';
import { withStarts } from './bundles.ts';
import { costOf, MILLION } from './cost.ts';
import { dollars, lifeTables } from './cost-tables.ts';
import { countLife } from './counting.ts';
import { Goals } from './goals.ts';
import { withHistory, withOpenInstances, type Growth } from './growth.ts';
import { CAR, LIVES, livedChoreographies, MARKETPLACE_ORDER, ORDER_WITHOUT_DUES } from './lives.ts';
import { measureSpeed } from './speed.ts';
import { startNaive, startOurs, type System } from './system.ts';

const PARTS = ['cost', 'speed', 'growth', 'bundles'] as const;
const asked = PARTS.filter((part) => process.argv.includes(`--${part}`));
const wants = (part: (typeof PARTS)[number]): boolean => asked.length === 0 || asked.includes(part);
const quick = process.argv.includes('--quick');
const goals = new Goals();

type Both = { readonly ours: System; readonly naive: System };

async function inClouds(run: (both: Both) => Promise<void>): Promise<void> {
  const lived = livedChoreographies();
  const synthesized = await synthesize({ choreographies: lived.folder });
  const sample = naiveAssembly(lived.choreographies);
  const both = { ours: await startOurs(synthesized.folder), naive: await startNaive(sample) };
  try {
    await run(both);
  } finally {
    await Promise.all([both.ours.stop(), both.naive.stop()]);
    synthesized.remove();
    sample.remove();
    lived.remove();
  }
}

async function cost({ ours, naive }: Both): Promise<void> {
  console.log('\n## Cost, each event alone\n');
  for (const life of LIVES) {
    const counted = { ours: await countLife(ours, life), naive: await countLife(naive, life) };
    console.log(lifeTables(life.title, counted));
    // The sample's order, that is: nothing there has a deadline.
    if (life !== ORDER_WITHOUT_DUES) continue;
    const price = (side: keyof typeof counted): number => costOf(counted[side].whole, 1).total;
    const { transitions } = counted.ours.whole;
    goals.add('A million orders, of the naive price', price('ours') / price('naive'), 1);
    goals.add('Transitions, of the naive ones', transitions / counted.naive.whole.transitions, 0.9);
  }
}

async function speed({ ours, naive }: Both): Promise<void> {
  console.log('\n## Speed\n');
  console.log('| In flight | | Events a second | p50, ms | p99, ms | A million, with its batches |');
  console.log('| --: | --- | --: | --: | --: | --: |');
  const transitions = { ours: 6, naive: 7 };
  for (const inFlight of [1, 100, 1000]) {
    const lives = quick ? Math.min(2 * inFlight, 200) + 8 : Math.max(50, 2 * inFlight);
    for (const system of [naive, ours]) {
      const { counted, eventsPerSecond, p50, p99 } = await measureSpeed(system, MARKETPLACE_ORDER, {
        inFlight,
        lives,
      });
      const whole = { ...counted, transitions: transitions[system.name] * lives };
      const price = dollars(costOf(whole, MILLION / lives).total);
      const figures = [eventsPerSecond, p50, p99].map((figure) => figure.toFixed(0)).join(' | ');
      console.log(`| ${inFlight} | ${system.name} | ${figures} | ${price} |`);
    }
  }
}

async function growth({ ours }: Both): Promise<void> {
  const open = await withOpenInstances(ours, MARKETPLACE_ORDER, quick ? [100, 1000] : [1000, 10_000]);
  printGrowth('Open instances', open);
  const [few, many] = open;
  if (few !== undefined && many !== undefined) {
    goals.add('Calls an event, with ten times the open instances', many.calls / few.calls, 1.1);
    goals.add('Write units, likewise', many.writeUnits / few.writeUnits, 1.1);
    goals.add('Read units, likewise', many.readUnits / few.readUnits, 1.1);
  }
  const around = ['Car Published', 'Car Unpublished'];
  const sizes = quick ? [1, 10, 100] : [1, 10, 100, 1000];
  printGrowth(
    'Events the instance has had',
    await withHistory(ours, { life: CAR, before: 5, around }, sizes),
  );
}

function printGrowth(title: string, rows: readonly Growth[]): void {
  console.log(`\n| ${title} | Calls an event | Write units | Read units | ms |`);
  console.log('| --: | --: | --: | --: | --: |');
  for (const { size, calls, milliseconds, readUnits, writeUnits } of rows) {
    const figures = [calls, writeUnits, readUnits].map((figure) => figure.toFixed(1)).join(' | ');
    console.log(`| ${size} | ${figures} | ${milliseconds.toFixed(0)} |`);
  }
}

function bundles(): void {
  const subscriptions = readChoreographies(CHOREOGRAPHIES).flatMap(({ choreography }) =>
    choreography === undefined ? [] : [compile(choreography).subscription],
  );
  withStarts(JSON.stringify(subscriptions), (starts) => {
    console.log('\n## Bundles\n\n| Function | SDK inside, KB | SDK outside, KB |\n| --- | --: | --: |');
    for (const { name, inside, outside } of starts.sizes()) {
      console.log(`| ${name} | ${(inside / 1000).toFixed(0)} | ${(outside / 1000).toFixed(0)} |`);
      goals.add(`KB of the ${name}, with the SDK inside`, inside / 1000, 650);
    }
    console.log('\n| Starts, ms of the processor | SDK inside | outside | Bare inside | outside | Of bare |');
    console.log('| --- | --: | --: | --: | --: | --: |');
    for (const { name, inside, outside, bare, bareOutside, ofBare } of starts.times(quick ? 7 : 60)) {
      const times = [inside, outside, bare, bareOutside].map((time) => time.toFixed(0)).join(' | ');
      console.log(`| ${name} | ${times} | ${ofBare.toFixed(2)} |`);
      goals.add(`Start of the ${name}, of bare clients`, ofBare, 1.2);
    }
  });
}

if (wants('bundles')) bundles();
if (wants('cost') || wants('speed') || wants('growth'))
  await inClouds(async (both) => {
    if (wants('cost')) await cost(both);
    if (wants('speed')) await speed(both);
    if (wants('growth')) await growth(both);
  });
console.log(`\n## Goals\n\n${goals.table()}`);
if (goals.missed() > 0) process.exitCode = 1;

/**
 * How fast the local cloud is, each time beside a peer in the same run, in alternating rounds: executions that pause,
 * pattern matches, and events from end to end. `--quick` takes fewer rounds; `--paused`, `--patterns`, `--end-to-end`
 * only that part. Exits 1 where a goal is missed.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from '../projection/quantile.ts';
import { PEERS, titleOf } from './peers.ts';

const PARTS = ['paused', 'patterns', 'end-to-end'] as const;
const asked = PARTS.filter((part) => process.argv.includes(`--${part}`));
const wants = (part: (typeof PARTS)[number]): boolean => asked.length === 0 || asked.includes(part);
const quick = process.argv.includes('--quick');
/** Rounds that count, and those before them: nobody is judged before the compiler is done. */
const ROUNDS = quick ? 3 : 7;
const WARM_UP = 2;

let missed = 0;

// Each part reads its own modules, and no part those of another: what lies in memory takes its share of every collection.

/** The figures of each round, in turn, so that what else the machine does is shared by all. */
async function figures<Side extends string>(
  sides: Readonly<Record<Side, () => number | Promise<number>>>,
): Promise<Readonly<Record<Side, readonly number[]>>> {
  const names = Object.keys(sides).filter((name): name is Side => name in sides);
  const seen = Object.fromEntries(names.map((name): [Side, number[]] => [name, []])) as Record<
    Side,
    number[]
  >;
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const figure = await sides[name]();
      if (round >= WARM_UP) seen[name].push(figure);
    }
  }
  return seen;
}

/** Medians; the one judged is that of the rounds' own ratios. */
function row(title: string, seen: readonly number[], of: readonly number[], goal?: number): void {
  const figure = quantile(seen, 0.5);
  const ratio = quantile(
    seen.map((each, round) => each / (of[round] ?? NaN)),
    0.5,
  );
  const met =
    goal === undefined ? '' : ratio >= goal ? `at least ${goal}: met` : `at least ${goal}: **missed**`;
  if (goal !== undefined && !(ratio >= goal)) missed += 1;
  console.log(`| ${title} | ${Math.round(figure)} | ${ratio.toFixed(2)} | ${met} |`);
}

async function paused(): Promise<void> {
  const { ourPerSecond, peerPerSecond } = await import('./paused.ts');
  // So many that what is kept is folded in the other thread for most of the wave, as when it goes on for long.
  const wave = { total: quick ? 2000 : 20_000, atOnce: 50 };
  const mainThread = { peer: [], durable: [] } as Record<'peer' | 'durable', number[]>;
  const counted = async (side: 'peer' | 'durable', run: () => Promise<number>): Promise<number> => {
    const before = process.threadCpuUsage();
    const perSecond = await run();
    const { user, system } = process.threadCpuUsage(before);
    mainThread[side].push((user + system) / wave.total);
    return perSecond;
  };
  const { durable, peer } = await figures({
    peer: () => counted('peer', () => peerPerSecond(wave)),
    durable: () => counted('durable', () => ourPerSecond(wave, { durable: true })),
  });
  // By itself, beside the rounds that the peer had: what it leaves in memory is for nobody else to clear away.
  const { forgetful } = await figures({ forgetful: () => ourPerSecond(wave, { durable: false }) });
  console.log('\n## An execution started, paused, resumed and finished\n');
  console.log(
    `All in this process, by calls and not by HTTP; ${wave.total} in each round, ${wave.atOnce} of them at once.\n`,
  );
  console.log('| | A second | Of the peer | |\n| --- | --: | --: | --- |');
  row(titleOf(PEERS.executions), peer, peer);
  row('The local cloud, each step kept', durable, peer, 1.5);
  row('The local cloud, in memory', forgetful, peer);
  const [own, peers] = [mainThread.durable, mainThread.peer].map((each) => Math.round(quantile(each, 0.5)));
  console.log(
    `\nMicroseconds of the main thread for each, whatever else ran: ${own} kept, ${peers} the peer's.`,
  );
}

async function patterns(): Promise<void> {
  const { ourMatches, peerMatches } = await import('./patterns.ts');
  const [ours, theirs] = [ourMatches(100), peerMatches(100)];
  if (ours.hits !== theirs.hits)
    console.log(`\nOf 100 events, ours matched ${ours.hits} times, the peer ${theirs.hits} times.`);
  const { local, peer } = await figures({
    peer: () => peerMatches(quick ? 20 : 100).perSecond,
    local: () => ourMatches(quick ? 400 : 2000).perSecond,
  });
  console.log('\n## Pattern matches, each event against a hundred rules\n');
  console.log('| | A second | Of the peer | |\n| --- | --: | --: | --- |');
  row(titleOf(PEERS.patterns), peer, peer);
  row('The local cloud', local, peer, 10);
}

/** From PutEvents to the next wait, through rule, queue, function, table and execution; nothing is a peer of that. */
async function endToEnd(): Promise<void> {
  const { synthesize } = await import('../../lib/cli/synthesis.ts');
  const { MARKETPLACE_ORDER } = await import('../projection/lives.ts');
  const { measureSpeed } = await import('../projection/speed.ts');
  const { startOurs } = await import('../projection/system.ts');
  const app = await synthesize();
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-bench-'));
  console.log('\n## Events from end to end, 100 instances in flight\n');
  console.log('| | Events a second | p50, ms | p99, ms |\n| --- | --: | --: | --: |');
  try {
    for (const [title, data] of [
      ['In memory', undefined],
      ['Each step kept', folder],
    ] as const) {
      const system = await startOurs(app.folder, data === undefined ? {} : { data });
      const { eventsPerSecond, p50, p99 } = await measureSpeed(system, MARKETPLACE_ORDER, {
        inFlight: 100,
        lives: quick ? 100 : 300,
      });
      await system.stop();
      console.log(`| ${title} | ${[eventsPerSecond, p50, p99].map(Math.round).join(' | ')} |`);
    }
  } finally {
    app.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (wants('paused')) await paused();
if (wants('patterns')) await patterns();
if (wants('end-to-end')) await endToEnd();
if (missed > 0) process.exitCode = 1;

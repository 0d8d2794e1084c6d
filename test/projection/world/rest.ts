/** What must be so whenever all is calm. */
import type { HeldEvent, Row } from '../../../lib/projection/rows.ts';
import type { Executions } from './runs.ts';
import { lastRun, takes } from './ghosts.ts';
import { isRestful, parse } from './messages.ts';
import { eventIn, instanceIn } from './state.ts';
import type { World } from './state.ts';
import type { Explored, Subject } from './world.ts';

const restful = new WeakMap<object, boolean>();

/** Nothing is under way, but looks that wait for their time. */
export function isCalm({ workers, operators, queue, executions }: World): boolean {
  return (
    workers.every((worker) => worker === undefined) &&
    operators.every((operator) => operator === undefined) &&
    remembered(queue.is, () => isRestful(queue.is)) &&
    executions.every(({ is }) => remembered(is, () => isSettled(is)))
  );
}

function remembered(part: object, make: () => boolean): boolean {
  const known = restful.get(part);
  if (known !== undefined) return known;
  const made = make();
  restful.set(part, made);
  return made;
}

function isSettled({ tokens }: Executions): boolean {
  return tokens.every(({ phase, late }) => phase !== 'putting' && !late);
}

/** Nothing that would ever be done is left: not even a look is to come, nor has the sweep anything to mend. */
export function isQuiet(of: Explored, world: World): boolean {
  if (!isCalm(world)) return false;
  const { looks = false, sweeps = false, abandoned = false } = of.configuration;
  // What was claimed for a redrive that never comes is looked at for ever.
  if (looks && !abandoned && world.queue.is.size > 0) return false;
  if (!sweeps) return true;
  const mends = world.executions.some(
    ({ is }, instance) => isLeftOpen(of, world, instance) || awaitsDecision(is),
  );
  return !mends && of.subjects.every((subject) => wrongAtRest(of, world, subject) === undefined);
}

/** Whoever is told of its being put answers it at once. */
function awaitsDecision({ tokens }: Executions): boolean {
  return tokens.some(({ phase, row }) => phase === 'waiting' && row.wait.decide !== undefined);
}

/** Its execution has ended, and INSTANCE does not know. */
function isLeftOpen(of: Explored, world: World, instance: number): boolean {
  const row = instanceIn(world.rows.is, of.partition(instance));
  return row?.status === 'open' && lastRun(world, instance)?.status !== 'running';
}

export function check(of: Explored, world: World): string | undefined {
  if (!isCalm(world)) return undefined;
  const hidden = world.executions.some(({ is }) =>
    is.tokens.some(
      ({ row, phase }) =>
        phase === 'waiting' && tokenIn(world.rows.is.get(`${row.instance}\n${row.key}`)) !== row.token,
    ),
  );
  if (hidden) return 'HIDDEN WAIT: a live wait is not in the table';
  // What lay with a dead letter, or was to be done for a record that was skipped, may need the looks.
  const { faults = {}, looks = false, sweeps = false } = of.configuration;
  const buried = (faults.deadLetter ?? 0) > (world.faults.is.deadLetter ?? 0);
  const skipped = (faults.recordSkipped ?? 0) > (world.faults.is.recordSkipped ?? 0);
  if ((buried || (skipped && looks)) && world.queue.is.size > 0) return undefined;
  const mislabelled = of.machines.some((_, instance) => isMislabelled(of, world, instance));
  if (mislabelled) return 'MISLABELLED: INSTANCE does not say what the last delivery made of its labels';
  if (!sweeps && world.executions.some(({ is }) => awaitsDecision(is)))
    return 'UNANSWERED: a decision wait that nobody answers';
  // Where the sweep broke off, it comes again: what it left is no matter, as long as it comes to rest.
  const crashed = (faults.crash ?? 0) > (world.faults.is.crash ?? 0);
  if (sweeps && crashed) return undefined;
  // Whoever broke off gives the command again.
  if (!crashed && of.machines.some((_, instance) => isClaimedForNothing(of, world, instance)))
    return 'CLAIMED: open for a redrive that can never be';
  for (const subject of of.subjects) {
    const wrong = wrongAtRest(of, world, subject);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function isClaimedForNothing(of: Explored, world: World, instance: number): boolean {
  const row = instanceIn(world.rows.is, of.partition(instance));
  const run = lastRun(world, instance);
  return run?.spent === true && row?.status === 'open' && row.redrive > run.redrive;
}

/** A label of a case is what its context remembers under that name. */
function isMislabelled(of: Explored, world: World, instance: number): boolean {
  const { labels } = of.configuration.choreography;
  const row = instanceIn(world.rows.is, of.partition(instance));
  const run = lastRun(world, instance);
  if (labels.length === 0 || row === undefined || run === undefined || run.status !== 'running') return false;
  const context = run.flows['']?.memory.context ?? {};
  return labels.some(({ name }) => row.labels[name] !== context[name]);
}

function tokenIn(row: Row | undefined): string | undefined {
  return row?.kind === 'wait' ? row.token : undefined;
}

function wrongAtRest(of: Explored, world: World, about: Subject): string | undefined {
  const { subject, identity, instance } = about;
  const { ghost } = world;
  const row = eventIn(world.rows.is, of.partition(instance), identity);
  const alarmed = ghost.is.dead[subject] === true;
  if (alarmed && (row === undefined || row.status === 'held' || row.status === 'sent')) return undefined;
  const times = ghost.is.moved[subject] ?? 0;
  const failed = ghost.is.failed[subject] === true;
  if (row === undefined) return `LOST: ${subject} left no trace`;
  if (row.status === 'sent') return `IN DOUBT: ${subject} stays sent with nobody to finish it`;
  if (row.status === 'held') return stuck(of, world, row, about);
  if (row.status === 'consumed') {
    if (times === 0) return `LOST: ${subject} recorded as consumed, never was`;
    return failed ? `WRONG RECORD: ${subject} failed the instance, recorded as consumed` : undefined;
  }
  return times > 0 && !failed ? `WRONG RECORD: ${subject} consumed, recorded as ${row.status}` : undefined;
}

function stuck(
  of: Explored,
  world: World,
  row: HeldEvent,
  { subject, instance }: Subject,
): string | undefined {
  const { putBack } = row;
  if ((world.ghost.is.moved[subject] ?? 0) > 0) return `TWICE AT RISK: ${subject} consumed, recorded as held`;
  const awaited = world.executions[instance]?.is.tokens.some(
    ({ row: wait, phase }) => phase === 'waiting' && takes(wait, row),
  );
  if (awaited === true) return `STUCK: ${subject} held while a live wait awaits it`;
  if (!world.queue.is.has(`look ${subject} ${putBack}`)) {
    // A look from before the put-back counts as an event message.
    const any = [...world.queue.is.keys()].some((message) => {
      const parsed = parse(message);
      return parsed.kind === 'look' && parsed.subject === subject;
    });
    if (!any) return `STUCK: ${subject} held and nobody will look again`;
  }
  const running = lastRun(world, instance)?.status === 'running';
  const closed = instanceIn(world.rows.is, of.partition(instance))?.status === 'closed';
  if (closed && !running && !of.subscription.rerun) {
    return `SILENT: ${subject} still held after closing`;
  }
  return undefined;
}

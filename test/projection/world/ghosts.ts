/** The four promises, checked by what only the explorer knows. */
import type { Reply } from '../../../lib/projection/calls.ts';
import type { EventRow, HeldEvent, Row, WaitingRow } from '../../../lib/projection/rows.ts';
import { conclude } from '../../../lib/semantics/deciding.ts';
import { anticipatedAt, awaitedIn } from '../../../lib/semantics/planning/reach.ts';
import { receiveAt } from '../../../lib/semantics/respond.ts';
import type { Reception } from '../../../lib/semantics/respond.ts';
import { standingOf } from '../../../lib/projection/standing.ts';
import { answerOf } from './expressions.ts';
import { isLeaf } from './flows.ts';
import { isSettleLook } from './messages.ts';
import { eventIn, instanceIn } from './state.ts';
import type { Worker, World } from './state.ts';
import type { Explored } from './world.ts';

export type Ghost = {
  /** How often each event moved the instance, in its present life. */
  readonly moved: Readonly<Record<string, number>>;
  readonly failed: Readonly<Record<string, boolean>>;
  /** Its hold is over. */
  readonly over: Readonly<Record<string, boolean>>;
  /** A message of its own lies with the dead letters. */
  readonly dead: Readonly<Record<string, boolean>>;
  /** Milliseconds that have passed for certain. */
  readonly clock: number;
};

export function moved(ghost: Ghost, identity: string): Ghost {
  return { ...ghost, moved: { ...ghost.moved, [identity]: (ghost.moved[identity] ?? 0) + 1 } };
}

/** The truth: may an event of this name still be awaited? A failed run counts with what it may await once redriven. */
export function canStill({ subscription, machine }: Explored, world: World, name: string): boolean {
  const run = world.executions.runs.at(-1);
  if (run === undefined || subscription.nextRun.includes(name)) return true;
  const back = run.status !== 'succeeded' && (world.faults.redrive ?? 0) > 0;
  if (run.status !== 'running' && !back) return false;
  const { choreography, places } = machine.plan;
  const standing = Object.entries(run.flows).filter(([path]) => isLeaf(run.flows, path));
  return standing.some(([, flow]) => {
    const place = places.get(run.flows['']?.place === run.state ? flow.place : run.state);
    if (place === undefined || place.kind === 'end') return false;
    const come = place.kind === 'all' ? place.members.map(({ event }) => event) : [];
    const left = awaitedIn(place).filter((event) => !come.includes(event) || flow.pending.includes(event));
    return left.includes(name) || anticipatedAt(choreography, places, place).includes(name);
  });
}

export function violationOf(
  of: Explored,
  before: World,
  after: World,
  worker: Worker,
  reply: Reply,
): string | undefined {
  const { call } = worker;
  if (call.call === 'putEvent' && reply.reply === 'written') return wrongWrite(of, before, worker, call.row);
  if (reply.reply === 'started') {
    const runs = before.executions.runs;
    if (runs.at(-1)?.status === 'running') return 'TWO RUNS at once';
  }
  if (reply.reply !== 'started' && reply.reply !== 'accepted') return undefined;
  const twice = Object.entries(after.ghost.moved).find(([, times]) => times > 1);
  if (twice !== undefined) return `TWICE: ${twice[0]} moved the instance twice`;
  if (call.call === 'sendFailure') {
    const { event, identity } = JSON.parse(call.cause) as { event: string; identity: string };
    if (before.ghost.over[identity] !== true && canStill(of, before, event)) {
      return `FALSE ALARM: ${identity} failed the instance though it can still be awaited`;
    }
  }
  return call.call === 'sendSuccess' ? misdelivered(before, call.token, call.output) : undefined;
}

/** Not what the wait that it was sent to does with such an event. */
function misdelivered(world: World, token: string, output: string): string | undefined {
  const row = world.executions.tokens.find((candidate) => candidate.row.token === token)?.row;
  const { to, event } = JSON.parse(output) as { to: string; event?: { name: string } };
  if (event === undefined || row === undefined) return undefined;
  const reception = receptionBy(row, event.name);
  if (reception.kind === 'take' && reception.answer.way === to) return undefined;
  return `MISDELIVERED: ${event.name} to ${row.state}`;
}

function receptionBy(row: WaitingRow, name: string): Reception {
  return conclude(receiveAt(standingOf(row), { name, payload: {}, time: 0 }, 0), answerOf);
}

function wrongWrite(of: Explored, world: World, worker: Worker, row: EventRow): string | undefined {
  const { identity, name } = row;
  const there = eventIn(world.rows, identity);
  if (there !== undefined && there.putBack !== row.putBack) return `UNDONE: ${identity} was put back`;
  const over = world.ghost.over[identity] === true;
  const running = world.executions.runs.at(-1)?.status === 'running';
  if (row.status === 'sent' && row.mark.kind === 'deliver') return outOfOrder(world, worker, row);
  if (row.status === 'orphan' && !over)
    return `FALSE ALARM: ${identity} called orphan before its hold was over`;
  // Its hold over, it may be called late for one run while the next opens; but never for one that was redriven.
  const redriven = (of.configuration.faults?.redrive ?? 0) > 0;
  if (row.status === 'late' && running && worker.running && (!over || redriven)) {
    return `FALSE ALARM: ${identity} called late while a run is going`;
  }
  const decided = row.status === 'unexpected' && row.waitHash === undefined;
  if (decided && !over && canStill(of, world, name)) {
    return `FALSE ALARM: ${identity} called unexpected while it can still be awaited`;
  }
  return undefined;
}

/** No older event that was held at the read, and still is, may be passed over at this wait. */
function outOfOrder(world: World, worker: Worker, row: EventRow): string | undefined {
  const { mark } = row.status === 'sent' ? row : { mark: undefined };
  if (mark === undefined || mark.kind !== 'deliver') return undefined;
  const wait = world.executions.tokens.find((token) => token.row.token === mark.token)?.row;
  const passed = [...world.rows.values()].find(
    (other) =>
      isHeld(other) &&
      other.time < row.time &&
      worker.held.includes(other.identity) &&
      wait !== undefined &&
      takes(wait, other.name),
  );
  return passed?.kind === 'event'
    ? `ORDER: ${row.identity} before the older held ${passed.identity}`
    : undefined;
}

function takes(wait: WaitingRow, name: string): boolean {
  const { kind } = receptionBy(wait, name);
  return kind === 'take' || kind === 'drop';
}

function isHeld(row: Row): row is HeldEvent {
  return row.kind === 'event' && row.status === 'held';
}

/** Nothing is under way, but looks that wait for their time. */
export function isCalm(world: World): boolean {
  return (
    world.workers.every((worker) => worker === undefined) &&
    [...world.queue.keys()].every(
      (message) => message.startsWith('look ') && !message.endsWith(' again') && !isSettleLook(message),
    ) &&
    world.executions.tokens.every(({ phase, late }) => phase !== 'putting' && !late)
  );
}

/** Not even a look is to come. */
export function isQuiet(world: World): boolean {
  return isCalm(world) && world.queue.size === 0;
}

/** What must be so whenever all is calm. */
export function check(of: Explored, world: World): string | undefined {
  if (!isCalm(world)) return undefined;
  const hidden = world.executions.tokens.find(
    ({ row, phase }) =>
      phase === 'waiting' && tokenIn(world.rows.get(`${row.instance}\n${row.key}`)) !== row.token,
  );
  if (hidden !== undefined) return 'HIDDEN WAIT: a live wait is not in the table';
  // What lay with a dead letter may need the looks.
  const buried = (of.configuration.faults?.deadLetter ?? 0) > (world.faults.deadLetter ?? 0);
  if (buried && !isQuiet(world)) return undefined;
  for (const identity of of.identities) {
    const wrong = wrongAtRest(of, world, identity);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}

function tokenIn(row: Row | undefined): string | undefined {
  return row?.kind === 'wait' ? row.token : undefined;
}

function wrongAtRest(of: Explored, world: World, identity: string): string | undefined {
  const row = eventIn(world.rows, identity);
  const alarmed = world.ghost.dead[identity] === true;
  if (alarmed && (row === undefined || row.status === 'held' || row.status === 'sent')) return undefined;
  const times = world.ghost.moved[identity] ?? 0;
  const failed = world.ghost.failed[identity] === true;
  if (row === undefined) return `LOST: ${identity} left no trace`;
  if (row.status === 'sent') return `IN DOUBT: ${identity} stays sent with nobody to finish it`;
  if (row.status === 'held') return stuck(of, world, row);
  if (row.status === 'consumed') {
    if (times === 0) return `LOST: ${identity} recorded as consumed, never was`;
    return failed ? `WRONG RECORD: ${identity} failed the instance, recorded as consumed` : undefined;
  }
  return times > 0 && !failed ? `WRONG RECORD: ${identity} consumed, recorded as ${row.status}` : undefined;
}

function stuck(of: Explored, world: World, row: EventRow): string | undefined {
  const { identity, name, putBack } = row;
  if ((world.ghost.moved[identity] ?? 0) > 0) return `TWICE AT RISK: ${identity} consumed, recorded as held`;
  const awaited = world.executions.tokens.some(
    ({ row: wait, phase }) => phase === 'waiting' && takes(wait, name),
  );
  if (awaited) return `STUCK: ${identity} held while a live wait awaits it`;
  if ((world.queue.get(`look ${identity} ${putBack}`) ?? 0) === 0) {
    // A look from before the put-back counts as an event message.
    const any = [...world.queue.keys()].some((message) => message.startsWith(`look ${identity} `));
    if (!any) return `STUCK: ${identity} held and nobody will look again`;
  }
  const running = world.executions.runs.at(-1)?.status === 'running';
  if (instanceIn(world.rows)?.status === 'closed' && !running && !of.subscription.rerun) {
    return `SILENT: ${identity} still held after closing`;
  }
  return undefined;
}

/** The four promises, checked by what only the explorer knows. */
import { hashOf } from '../../../lib/definition/hash.ts';
import type { Reply } from '../../../lib/projection/calls.ts';
import type { EventRow, HeldEvent, Row, WaitingRow } from '../../../lib/projection/rows.ts';
import { standingOf } from '../../../lib/projection/standing.ts';
import { conclude } from '../../../lib/semantics/deciding.ts';
import { anticipatedAt, awaitedIn } from '../../../lib/semantics/planning/reach.ts';
import { receiveAt } from '../../../lib/semantics/respond.ts';
import type { Reception } from '../../../lib/semantics/respond.ts';
import type { Run } from './runs.ts';
import { answerOf } from './expressions.ts';
import { isLeaf } from './flows.ts';
import { parse, subjectOf } from './messages.ts';
import { eventIn } from './state.ts';
import type { Worker, World } from './state.ts';
import type { Explored } from './world.ts';

/** The truth: may an event of this name still be awaited? A failed run counts with what it may await once redriven. */
export function canStill(of: Explored, world: World, instance: number, name: string): boolean {
  const run = lastRun(world, instance);
  if (run === undefined || of.subscription.nextRun.includes(name)) return true;
  const back = run.status !== 'succeeded' && run.spent === undefined && (world.faults.is.redrive ?? 0) > 0;
  if (run.status !== 'running' && !back) return false;
  const { choreography, places } = of.machine(instance).plan;
  const standing = Object.entries(run.flows).filter(([path]) => isLeaf(run.flows, path));
  return standing.some(([, flow]) => {
    const place = places.get(run.flows['']?.place === run.state ? flow.place : run.state);
    if (place === undefined || place.kind === 'end') return false;
    const come = place.kind === 'all' ? place.members.map(({ event }) => event) : [];
    const left = awaitedIn(place).filter((event) => !come.includes(event) || flow.pending.includes(event));
    return left.includes(name) || anticipatedAt(choreography, places, place).includes(name);
  });
}

export function lastRun({ executions }: World, instance: number): Run | undefined {
  return executions[instance]?.is.runs.at(-1);
}

export function violationOf(
  of: Explored,
  before: World,
  after: World,
  worker: Worker,
  reply: Reply,
): string | undefined {
  const { call } = worker;
  if (call.call === 'putEvent') return wrongWrite(of, before, worker, call.row);
  if (call.call === 'startExecution' && reply.reply === 'started') {
    const { instance } = of.runOf(call.execution);
    if (lastRun(before, instance)?.status === 'running') return 'TWO RUNS at once';
  }
  const twice = Object.entries(after.ghost.is.moved).find(([, times]) => times > 1);
  if (twice !== undefined) return `TWICE: ${twice[0]} moved the instance twice`;
  if (call.call === 'sendFailure') {
    const { instance } = parse(`wait ${call.token}`);
    const { event, identity } = JSON.parse(call.cause) as { event: string; identity: string };
    const over = before.ghost.is.over[subjectOf(identity, instance)] === true;
    if (!over && canStill(of, before, instance, event)) {
      return `FALSE ALARM: ${identity} failed the instance though it can still be awaited`;
    }
  }
  if (call.call !== 'sendSuccess') return undefined;
  return misdelivered(before, call.token, call.output) ?? stale(of, before, call.token, call.output);
}

/** Of what the author says that older ones are passed over. */
function stale(of: Explored, before: World, token: string, output: string): string | undefined {
  const { choreography, torn } = of.configuration;
  // Events and waits that were read at two moments do not tell which was first: a known limit, see README.md.
  if (choreography.events[0]?.stale !== 'ignore' || torn === true) return undefined;
  const { instance } = parse(`wait ${token}`);
  const { identity = '' } = JSON.parse(output) as { identity?: string };
  const since = of.identities.slice(of.identities.indexOf(identity) + 1);
  const newer = since.find((other) => (before.ghost.is.moved[subjectOf(other, instance)] ?? 0) > 0);
  return newer === undefined ? undefined : `STALE: ${identity} after the newer ${newer}`;
}

/** Not what the wait that it was sent to does with such an event. */
function misdelivered(world: World, token: string, output: string): string | undefined {
  const { instance } = parse(`wait ${token}`);
  const row = world.executions[instance]?.is.tokens.find((candidate) => candidate.row.token === token)?.row;
  const { to, event } = JSON.parse(output) as { to: string; event?: { name: string; envelope: unknown } };
  if (event === undefined || row === undefined) return undefined;
  const reception = receptionBy(row, event.name, JSON.stringify(event.envelope));
  if (reception.kind === 'take' && reception.answer.way === to) return undefined;
  return `MISDELIVERED: ${event.name} to ${row.state}`;
}

const receptions = new WeakMap<WaitingRow, Map<string, Reception>>();

/** What the wait does with an event of that name. */
function receptionBy(row: WaitingRow, name: string, payload: string): Reception {
  const told = receptions.get(row) ?? new Map<string, Reception>();
  receptions.set(row, told);
  const key = `${name} ${payload}`;
  const known = told.get(key);
  if (known !== undefined) return known;
  const event = { name, payload: JSON.parse(payload) as unknown, time: 0 };
  const reception = conclude(receiveAt(standingOf(row), event, 0), answerOf);
  told.set(key, reception);
  return reception;
}

function wrongWrite(of: Explored, world: World, worker: Worker, row: EventRow): string | undefined {
  const { identity, name, instance: partition } = row;
  const { configuration } = of;
  const instance = of.indexOf(partition);
  const there = eventIn(world.rows.is, partition, identity);
  if (there !== undefined && there.putBack !== row.putBack) return `UNDONE: ${identity} was put back`;
  const over = world.ghost.is.over[subjectOf(identity, instance)] === true;
  const running = lastRun(world, instance)?.status === 'running';
  if (row.status === 'sent' && row.mark.kind === 'deliver') return outOfOrder(of, world, worker, row);
  if (row.status === 'orphan' && !over)
    return `FALSE ALARM: ${identity} called orphan before its hold was over`;
  // Its hold over, it may be called late for one run while the next opens; but never for one that was redriven.
  const redriven = (configuration.faults?.redrive ?? 0) > 0 && runOf(row) === numberOfRuns(world, instance);
  if (row.status === 'late' && running && worker.running && (!over || redriven)) {
    return `FALSE ALARM: ${identity} called late while a run is going`;
  }
  if (row.status === 'ignored' && worker.running)
    return `FALSE DROP: ${identity} ignored though the instance awaits it`;
  const failed = world.ghost.is.failed[subjectOf(identity, instance)] === true;
  if (row.status === 'unexpected' && row.waitHash !== undefined && !failed)
    return `UNDONE: ${identity} was put back, and confirmed by what was sent before`;
  const decided = row.status === 'unexpected' && row.waitHash === undefined;
  if (decided && !over && canStill(of, world, instance, name)) {
    return `FALSE ALARM: ${identity} called unexpected while it can still be awaited`;
  }
  return undefined;
}

/** Which run it was too late for. */
function runOf(row: EventRow): number | undefined {
  const said = /^(?:Run (\d+) of the|The) instance had ended/.exec('reason' in row ? row.reason : '');
  return said === null ? undefined : Number(said[1] ?? 1);
}

function numberOfRuns({ executions }: World, instance: number): number {
  return executions[instance]?.is.runs.length ?? 0;
}

/** Whether what is about to be said of the event is not so at this moment: late in a run that goes on, or had already. */
export function isWrong(of: Explored, world: World, { call, phase }: Worker): boolean {
  const row = call.call === 'putEvent' ? call.row : phase.at === 'makeSure' ? phase.then.row : undefined;
  if (row === undefined) return false;
  const instance = of.indexOf(row.instance);
  const run = lastRun(world, instance);
  if (run?.status !== 'running') return false;
  if (row.status === 'late') return true;
  const { places } = of.machine(instance).plan;
  // On its way to the member's wait, another one of its name is as good as there.
  const coming = [...world.rows.is.values()].some(
    (other) => other.kind === 'event' && other.status === 'sent' && other.name === row.name,
  );
  return coming
    ? false
    : Object.entries(run.flows).some(
        ([path, flow]) =>
          places.get(flow.place)?.kind === 'all' &&
          isLeaf(run.flows, path) &&
          flow.pending.includes(row.name),
      );
}

/** No older event that was held at the read, and still is, may be passed over at this wait. */
function outOfOrder(of: Explored, world: World, worker: Worker, row: EventRow): string | undefined {
  const { mark } = row.status === 'sent' ? row : { mark: undefined };
  if (mark === undefined || mark.kind !== 'deliver' || worker.held.length === 0) return undefined;
  const { tokens } = world.executions[of.indexOf(row.instance)]?.is ?? { tokens: [] };
  const wait = tokens.find((token) => hashOf(token.row.token) === mark.waitHash)?.row;
  const passed = [...world.rows.is.values()].find(
    (other) =>
      isHeld(other) &&
      other.instance === row.instance &&
      other.time < row.time &&
      worker.held.includes(other.identity) &&
      wait !== undefined &&
      takes(wait, other),
  );
  return passed?.kind === 'event'
    ? `ORDER: ${row.identity} before the older held ${passed.identity}`
    : undefined;
}

export function takes(wait: WaitingRow, { name, payload }: HeldEvent): boolean {
  const { kind } = receptionBy(wait, name, payload);
  return kind === 'take' || kind === 'drop';
}

function isHeld(row: Row): row is HeldEvent {
  return row.kind === 'event' && row.status === 'held';
}

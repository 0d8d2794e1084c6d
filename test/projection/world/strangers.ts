/**
 * An event of no instance, walked through every order in which things can happen: bus and queue double it, workers and
 * operators crash, and at some moment a version is deployed that knows whose it is. Small enough for a walk of its own.
 */
import type { Call, OperatorCall, Reply } from '../../../lib/projection/calls.ts';
import type { Message } from '../../../lib/projection/messages.ts';
import { beginPutBack, nextPutBack } from '../../../lib/projection/operating/put-back.ts';
import type { PutBackPhase } from '../../../lib/projection/operating/put-back.ts';
import type { OperatorStep } from '../../../lib/projection/operating/acts.ts';
import { strangerPartition } from '../../../lib/projection/partitions.ts';
import type { Phase, Step } from '../../../lib/projection/phases.ts';
import type { Row } from '../../../lib/projection/rows.ts';
import { recordOf } from '../../../lib/projection/run.ts';
import { begin, next } from '../../../lib/projection/shell.ts';
import { partitionOf } from '../../../lib/projection/situation.ts';
import { deviating, newlyHeld } from '../../../lib/projection/statuses.ts';
import { performOnTable, rowKey } from '../../../lib/testing/world/table-rules.ts';
import { T0 } from '../memory.ts';
import { subscriptionOf } from './choreographies.ts';
import { line } from './cases/machines.ts';

type Event = Extract<Message, { kind: 'event' }>;
type Faults = { readonly crash: number; readonly replyLost: number; readonly doubled: number };
type World = {
  /** Deployed is a version that knows whose the event is. */
  readonly known: boolean;
  /** A worker had it while that was so: its instance has it, once, by its identity. */
  readonly arrived: boolean;
  readonly row: Row | undefined;
  readonly queue: readonly Event[];
  readonly workers: readonly { readonly call: Call; readonly phase: Phase; readonly message: Event }[];
  readonly operators: readonly { readonly call: Call | OperatorCall; readonly phase: PutBackPhase }[];
  /** How often somebody may still ask for it to be given to its queue again. */
  readonly asks: number;
  readonly faults: Faults;
};
export type Case = Faults & { readonly asks: number; readonly deploys: boolean };
type Move = readonly [label: string, world: World];

const ENVELOPE = { id: 'a1', source: 's', 'detail-type': 'a', detail: {} };
const PARTITION = strangerPartition('m', 'a1');
const KEY = rowKey(PARTITION, 'EVENT#a1');
const AROUND = { subscription: subscriptionOf(line({ policy: 'report' })), now: T0 };
const ROW = deviating(
  newlyHeld(
    partitionOf(PARTITION),
    {
      name: 'a',
      identity: 'a1',
      time: '2026-03-01T12:00:00.000Z',
      hold: 0,
      payload: JSON.stringify(ENVELOPE),
    },
    T0,
  ),
  'uncorrelated',
  'It has no correlation id.',
  T0,
);

/** The shortest way to where nothing is under way and nobody has the event, neither an instance nor the inbox. */
export function lostAfter({ asks, deploys, ...faults }: Case): {
  states: number;
  lost: readonly string[] | undefined;
} {
  const first: World = {
    ...{ known: false, arrived: false, row: undefined, workers: [], operators: [], asks, faults },
    queue: [{ kind: 'event', envelope: ENVELOPE }],
  };
  const seen = new Set([JSON.stringify(first)]);
  const open: { readonly world: World; readonly trace: readonly string[] }[] = [{ world: first, trace: [] }];
  for (let at = 0; at < open.length; at += 1) {
    const { world, trace } = open[at] ?? { world: first, trace: [] };
    if (isLost(world)) return { states: seen.size, lost: trace };
    for (const [label, after] of moves(world, deploys)) {
      const print = JSON.stringify(after);
      if (seen.has(print)) continue;
      seen.add(print);
      open.push({ world: after, trace: [...trace, label] });
    }
  }
  return { states: seen.size, lost: undefined };
}

function isLost({ queue, workers, operators, row, arrived }: World): boolean {
  if (queue.length + workers.length + operators.length > 0 || arrived) return false;
  return row?.kind !== 'event' || row.status !== 'uncorrelated';
}

function moves(world: World, deploys: boolean): readonly Move[] {
  return [
    ...(deploys && !world.known ? [['deployed', { ...world, known: true }] as const] : []),
    ...world.queue.flatMap((message, index) => taken(world, message, index)),
    ...world.workers.flatMap((_, index) => worked(world, index)),
    ...asked(world),
    ...world.operators.flatMap((_, index) => operated(world, index)),
  ];
}

function taken(world: World, message: Event, index: number): readonly Move[] {
  const left = { ...world, queue: world.queue.toSpliced(index, 1) };
  const { faults } = world;
  const twice: readonly Move[] =
    faults.doubled === 0
      ? []
      : [
          [
            'doubled',
            {
              ...world,
              queue: [...world.queue, message],
              faults: { ...faults, doubled: faults.doubled - 1 },
            },
          ],
        ];
  if (world.known) return [...twice, ['taken, and known', { ...left, arrived: true }]];
  return [...twice, ['taken', working(left, begin(recordOf(ROW, message), AROUND), message)]];
}

function working(world: World, step: Step, message: Event): World {
  if (step.kind === 'end') {
    const back = step.end.end === 'done' ? [] : [message];
    return { ...world, queue: [...world.queue, ...back] };
  }
  return { ...world, workers: [...world.workers, { call: step.call, phase: step.phase, message }] };
}

function worked(world: World, index: number): readonly Move[] {
  const worker = world.workers[index];
  if (worker === undefined) return [];
  const left = { ...world, workers: world.workers.toSpliced(index, 1) };
  const { call, phase, message } = worker;
  const { world: after, reply } = performed(left, call);
  return [
    [`worker: ${call.call}`, working(after, next(phase, reply, AROUND), message)],
    ...crashes(left).map((crashed): Move => [
      `worker: crashes before ${call.call}`,
      { ...crashed, queue: [...crashed.queue, message] },
    ]),
    ...unheard(after).map((deaf): Move => [
      `worker: ${call.call}, reply lost`,
      working(deaf, next(phase, FAILED, AROUND), message),
    ]),
  ];
}

function asked(world: World): readonly Move[] {
  if (world.asks === 0 || world.row === undefined) return [];
  const step = beginPutBack({ instance: PARTITION, identity: 'a1', named: true });
  return [['operator: resubmit', operating({ ...world, asks: world.asks - 1 }, step)]];
}

function operating(world: World, step: OperatorStep<PutBackPhase>): World {
  if (step.kind === 'end') return world;
  return { ...world, operators: [...world.operators, { call: step.call, phase: step.phase }] };
}

function operated(world: World, index: number): readonly Move[] {
  const operator = world.operators[index];
  if (operator === undefined) return [];
  const left = { ...world, operators: world.operators.toSpliced(index, 1) };
  const { call, phase } = operator;
  const { world: after, reply } = performed(left, call);
  const around = { ...AROUND, subscription: { failures: {} } };
  return [
    [`operator: ${call.call}`, operating(after, nextPutBack(phase, reply, around))],
    ...crashes(left).map((crashed): Move => [`operator: breaks off before ${call.call}`, crashed]),
    ...unheard(after).map((deaf): Move => [
      `operator: ${call.call}, reply lost`,
      operating(deaf, nextPutBack(phase, FAILED, around)),
    ]),
  ];
}

const FAILED: Reply = { reply: 'failed', message: 'No answer.' };

function crashes(world: World): readonly World[] {
  const { faults } = world;
  return faults.crash === 0 ? [] : [{ ...world, faults: { ...faults, crash: faults.crash - 1 } }];
}

function unheard(world: World): readonly World[] {
  const { faults } = world;
  return faults.replyLost === 0 ? [] : [{ ...world, faults: { ...faults, replyLost: faults.replyLost - 1 } }];
}

function performed(
  world: World,
  call: Call | OperatorCall,
): { readonly world: World; readonly reply: Reply } {
  switch (call.call) {
    case 'sendMessage':
      if (call.message.kind !== 'event') throw new Error(`Nobody sends a ${call.message.kind} here`);
      return { world: { ...world, queue: [...world.queue, call.message] }, reply: { reply: 'queued' } };
    case 'query':
    case 'putEvent': {
      const rows = new Map(world.row === undefined ? [] : [[KEY, world.row]]);
      const { rows: after, reply } = performOnTable(rows, call);
      return { world: { ...world, row: [...after.values()][0] }, reply };
    }
    default:
      throw new Error(`Nobody asks for ${call.call} here`);
  }
}

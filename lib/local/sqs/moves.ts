import type { Clock } from '../clock.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';
import type { Message, Queue } from './queue.ts';
import type { Queues } from './queues.ts';

/** Dead letters on their way back. */
export type Move = {
  readonly id: string;
  /** ARNs; without a destination each message goes where it came from. */
  readonly source: string;
  readonly destination: string | null;
  /** Messages a second, at most. */
  readonly pace: number | null;
  readonly state: 'RUNNING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';
  readonly reason: string | null;
  readonly moved: number;
  readonly toMove: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
};

export type Moves = {
  /** Without a pace, it is done at once. */
  start(given: Pick<Move, 'id' | 'source' | 'destination' | 'pace'>): void;
  cancel(move: Move): void;
  find(id: string): Move | undefined;
  /** Of one queue, the latest first. */
  of(source: string): readonly Move[];
  /** Goes on with what was under way when the process ended. */
  resume(): void;
  stop(): void;
};

/** So many are remembered of a queue. */
const MOST = 10;

export function createMoves(around: {
  readonly queues: Queues;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly storage: Storage;
}): Moves {
  const { queues, clock, newId } = around;
  const stored = entriesOf<Move>(around.storage, 'sqs move');
  const moves = new Map<string, Move>(stored.all());
  const timers = new Map<string, () => void>();

  const of = (source: string): readonly Move[] =>
    [...moves.values()]
      .filter((move) => move.source === source)
      .sort((one, other) => other.startedAt - one.startedAt);
  const set = (move: Move): void => {
    moves.delete(move.id);
    moves.set(move.id, move);
    stored.put(move.id, move);
  };
  const forgetOld = (source: string): void => {
    for (const { id } of of(source).slice(MOST)) {
      moves.delete(id);
      stored.remove(id);
    }
  };
  const end = (move: Move, state: Move['state'], reason: string | null = null): void => {
    timers.get(move.id)?.();
    timers.delete(move.id);
    set({ ...move, state, reason });
  };
  const goalOf =
    ({ destination }: Move) =>
    ({ source }: Message): Queue | undefined =>
      queues.byArn(destination ?? source ?? '');
  const step = (id: string): void => {
    const move = moves.get(id);
    if (move?.state !== 'RUNNING') return;
    const source = queues.byArn(move.source);
    if (source === undefined) {
      end(move, 'FAILED', 'AWS.SimpleQueueService.NonExistentQueue');
      return;
    }
    const goal = goalOf(move);
    // Of unknown origin, AWS leaves it where it is. What moves is a new message, with an id and an age of its own.
    const messages = source.takeOut((message) => goal(message) !== undefined, move.pace ?? Infinity);
    for (const message of messages) goal(message)?.send(newId(), message, 0);
    const reached = { ...move, moved: move.moved + messages.length };
    if (move.pace === null || messages.length < move.pace) end(reached, 'COMPLETED');
    else {
      set(reached);
      timers.set(
        id,
        clock.after(1000, () => step(id)),
      );
    }
  };

  return {
    start(given) {
      const toMove = queues.byArn(given.source)?.counts().visible ?? 0;
      const begun = { state: 'RUNNING', reason: null, moved: 0, toMove, startedAt: clock.now() } as const;
      set({ ...given, ...begun });
      forgetOld(given.source);
      step(given.id);
    },
    cancel: (move) => end(move, 'CANCELLED'),
    find: (id) => moves.get(id),
    of,
    resume() {
      for (const id of [...moves.keys()]) step(id);
    },
    stop() {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    },
  };
}

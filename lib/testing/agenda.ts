/** Virtual time: what is to be done, at which instant. Nothing happens between two entries. */
import type { Clock } from '../local/clock.ts';

type Entry = {
  readonly at: number;
  readonly order: number;
  readonly work: boolean;
  act: (() => void) | undefined;
};

export class Agenda implements Clock {
  #now: number;
  #orders = 0;
  /** A binary heap: the earliest first, of one instant the one that was entered first. */
  readonly #heap: Entry[] = [];
  /** Entries that somebody waits for; timers are not among them. */
  #work = 0;

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  get busy(): boolean {
    return this.#work > 0;
  }

  /** A timer: it holds nobody up. */
  at(at: number, act: () => void): () => void {
    const entry = this.#enter(at, false, act);
    return () => {
      entry.act = undefined;
    };
  }

  after(milliseconds: number, act: () => void): () => void {
    return this.at(this.#now + milliseconds, act);
  }

  /** A piece of work, so many milliseconds from now. */
  in(delay: number, act: () => void): void {
    this.#work += 1;
    this.#enter(this.#now + delay, true, act);
  }

  /** The instant of the next entry. */
  next(): number | undefined {
    this.#forget();
    return this.#heap[0]?.at;
  }

  /** Does the next thing that is to be done. */
  turn(): void {
    this.#forget();
    const entry = this.#pop();
    if (entry === undefined) return;
    if (entry.work) this.#work -= 1;
    this.#now = Math.max(this.#now, entry.at);
    entry.act?.();
  }

  #forget(): void {
    while (this.#heap[0] !== undefined && this.#heap[0].act === undefined) this.#pop();
  }

  #enter(at: number, work: boolean, act: () => void): Entry {
    const entry = { at: Math.max(at, this.#now), order: (this.#orders += 1), work, act };
    const heap = this.#heap;
    heap.push(entry);
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (!this.#swapIfLater(parent, child)) break;
      child = parent;
    }
    return entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    heap[0] = last;
    for (let parent = 0; ;) {
      const left = 2 * parent + 1;
      const child = isLater(heap[left], heap[left + 1]) ? left + 1 : left;
      if (!this.#swapIfLater(parent, child)) return first;
      parent = child;
    }
  }

  #swapIfLater(parent: number, child: number): boolean {
    const [upper, lower] = [this.#heap[parent], this.#heap[child]];
    if (upper === undefined || lower === undefined || !isLater(upper, lower)) return false;
    this.#heap[parent] = lower;
    this.#heap[child] = upper;
    return true;
  }
}

function isLater(one: Entry | undefined, other: Entry | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one.at === other.at ? one.order > other.order : one.at > other.at;
}

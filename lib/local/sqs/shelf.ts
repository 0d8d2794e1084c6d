import type { Clock } from '../clock.ts';
import type { Message } from './queue.ts';
import { slotsIn, storedSlot, type StoredMessages } from './stored.ts';

/** A message's place in its queue: it can be received, or is hidden until its time comes. */
export type Slot = {
  message: Message;
  /** Counts up over the queue: the order in which they came. */
  readonly order: number;
  /**
   * From this queue. The message's own count goes on where it is given up to; were that counted, queues that give up to
   * each other (or one to itself) would pass it round for ever in one turn.
   */
  receipts: number;
  /** Of the last receipt; empty before the first. */
  handle: string;
  /** Epoch milliseconds of the last receipt; 0 before the first. */
  receivedAt: number;
  /** Whether the last receipt was a function's. */
  byFunction: boolean;
  hidden: 'delayed' | 'in-flight' | undefined;
  /** Epoch milliseconds: until when it is hidden. */
  until: number;
  cancel: () => void;
};

export type Counts = { readonly visible: number; readonly inFlight: number; readonly delayed: number };

/** The messages of one queue, and the timers that bring hidden ones back. */
export class Shelf {
  readonly #slots = new Map<string, Slot>();
  /** Ids of what can be received, oldest first. */
  readonly #visible = new Set<string>();
  readonly #clock: Clock;
  readonly #onVisible: () => void;
  readonly #stored: StoredMessages | undefined;
  #count = 0;

  /** `stored` outlives the process, and what is in it already is there from the start. */
  constructor(clock: Clock, onVisible: () => void, stored: StoredMessages | undefined) {
    this.#clock = clock;
    this.#onVisible = onVisible;
    this.#stored = stored;
    if (stored !== undefined) this.#restore(stored);
  }

  /** Hidden for `delay` seconds, or to be received at once. */
  add(message: Message, delay: number): void {
    const order = (this.#count += 1);
    const unread = { receipts: 0, handle: '', receivedAt: 0, byFunction: false, hidden: undefined };
    const slot: Slot = { message, order, ...unread, until: 0, cancel: nothing };
    this.#slots.set(message.id, slot);
    if (delay > 0) this.hide(slot, 'delayed', delay);
    else this.show(slot);
  }

  show(slot: Slot): void {
    this.#appear(slot);
    this.#keep(slot);
    this.#onVisible();
  }

  hide(slot: Slot, how: 'delayed' | 'in-flight', seconds: number): void {
    slot.cancel();
    this.#visible.delete(slot.message.id);
    slot.hidden = how;
    slot.until = this.#clock.now() + seconds * 1000;
    this.#await(slot, how);
    this.#keep(slot);
  }

  remove(slot: Slot): void {
    slot.cancel();
    this.#visible.delete(slot.message.id);
    this.#slots.delete(slot.message.id);
    this.#stored?.remove(slot.message.id);
  }

  /** What can be received, oldest first; what is hidden or removed meanwhile is left out. */
  *visible(): Generator<Slot> {
    for (const id of this.#visible) {
      const slot = this.#slots.get(id);
      if (slot !== undefined) yield slot;
    }
  }

  /** The message that was received last with this handle. */
  held(messageId: string, handle: string): Slot | undefined {
    const slot = this.#slots.get(messageId);
    return slot?.handle === handle ? slot : undefined;
  }

  counts(): Counts {
    const counts = { visible: 0, inFlight: 0, delayed: 0 };
    for (const { hidden } of this.#slots.values())
      counts[hidden === undefined ? 'visible' : hidden === 'delayed' ? 'delayed' : 'inFlight'] += 1;
    return counts;
  }

  clear(): void {
    for (const slot of this.#slots.values()) this.remove(slot);
  }

  /** Ends the timers. */
  stop(): void {
    for (const slot of this.#slots.values()) slot.cancel();
  }

  #restore(stored: StoredMessages): void {
    const now = this.#clock.now();
    for (const found of slotsIn(stored)) {
      const slot: Slot = { ...found, cancel: nothing };
      this.#count = Math.max(this.#count, slot.order);
      this.#slots.set(slot.message.id, slot);
      // A function that worked on it has ended with the process; a client of elsewhere works on.
      const isHeld = slot.hidden === 'delayed' || !slot.byFunction;
      if (slot.hidden !== undefined && slot.until > now && isHeld) this.#await(slot, slot.hidden);
      else this.#appear(slot);
    }
  }

  #appear(slot: Slot): void {
    slot.cancel();
    slot.hidden = undefined;
    slot.cancel = nothing;
    this.#visible.add(slot.message.id);
  }

  /** When its time has come nothing is stored: until when it is hidden was stored when that began. */
  #await(slot: Slot, how: 'delayed' | 'in-flight'): void {
    const appear = (): void => {
      this.#appear(slot);
      this.#onVisible();
    };
    // Who works on a message has machine's time for it; a delay is part of the business.
    slot.cancel =
      how === 'in-flight'
        ? this.#clock.after(slot.until - this.#clock.now(), appear)
        : this.#clock.at(slot.until, appear);
  }

  #keep(slot: Slot): void {
    this.#stored?.put(slot.message.id, storedSlot(slot));
  }
}

function nothing(): void {
  // There is no timer to cancel.
}

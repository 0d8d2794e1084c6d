import type { Clock } from '../clock.ts';
import { BY_DEFAULT, numberAttribute, redrivePolicyOf, type QueueAttributes } from './attributes.ts';
import type { Content } from './message.ts';
import { Shelf, type Counts, type Slot } from './shelf.ts';
import type { StoredMessages } from './stored.ts';
import { createWaiters, type Waiters } from './waiters.ts';

/** Seconds from its receipt in which a message can be hidden, however often that is prolonged. */
const LONGEST_HOLD = 43_200;

export type Message = Content & {
  readonly id: string;
  readonly sentAt: number;
  readonly firstReceivedAt: number | undefined;
  readonly receiveCount: number;
  /** The ARN of the queue that gave it up. */
  readonly source: string | undefined;
};

/** A message as it was received: the handle is what deletes it. */
export type Received = { readonly message: Message; readonly handle: string };

export type ReceiveOptions = {
  readonly most: number;
  /** Seconds; the queue's own if undefined. */
  readonly visibilityTimeout: number | undefined;
  /** Seconds; the queue's own if undefined. */
  readonly wait: number | undefined;
  /** Functions end with the process: what they work on then is free again. @default false */
  readonly byFunction?: boolean;
  /** Aborted when nobody waits any more. */
  readonly gone?: AbortSignal | undefined;
};

export type QueueSettings = {
  readonly name: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
  readonly clock: Clock;
  readonly newHandle: (messageId: string) => string;
  readonly deadLetters: (arn: string) => Queue | undefined;
  /** Where its messages outlive the process. */
  readonly stored: StoredMessages | undefined;
  /** Now if left out. */
  readonly createdAt?: number;
};

export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly #settings: QueueSettings;
  readonly #shelf: Shelf;
  readonly #waiters: Waiters<ReceiveOptions, Received>;
  readonly #subscribers = new Set<() => void>();
  #attributes: QueueAttributes;
  #modifiedAt: number;

  constructor(settings: QueueSettings) {
    this.name = settings.name;
    this.arn = settings.arn;
    this.createdAt = settings.createdAt ?? settings.clock.now();
    this.#modifiedAt = this.createdAt;
    this.#settings = settings;
    this.#attributes = new Map([...BY_DEFAULT, ...settings.attributes]);
    this.#waiters = createWaiters((options) => this.#take(options), settings.clock);
    const serve = (): void => {
      this.#waiters.serve();
      for (const fire of this.#subscribers) fire();
    };
    this.#shelf = new Shelf(settings.clock, serve, settings.stored);
  }

  get attributes(): QueueAttributes {
    return this.#attributes;
  }

  get modifiedAt(): number {
    return this.#modifiedAt;
  }

  counts(): Counts {
    return this.#shelf.counts();
  }

  configure(changes: ReadonlyMap<string, string>): void {
    this.#attributes = new Map([...this.#attributes, ...changes]);
    this.#modifiedAt = this.#settings.clock.now();
  }

  /** `delay` in seconds; the queue's own if undefined. */
  send(id: string, content: Content, delay: number | undefined): void {
    const sentAt = this.#settings.clock.now();
    const unread = { firstReceivedAt: undefined, receiveCount: 0, source: undefined };
    const message = { ...content, ...unread, id, sentAt };
    this.#shelf.add(message, delay ?? numberAttribute(this.#attributes, 'DelaySeconds'));
  }

  receive(options: ReceiveOptions): Promise<readonly Received[]> {
    const seconds = options.wait ?? numberAttribute(this.#attributes, 'ReceiveMessageWaitTimeSeconds');
    return this.#waiters.wait(options, seconds, options.gone);
  }

  /** A handle of an earlier receipt deletes nothing, and that is no error. */
  delete(messageId: string, handle: string): void {
    const slot = this.#shelf.held(messageId, handle);
    if (slot !== undefined) this.#shelf.remove(slot);
  }

  changeVisibility(
    messageId: string,
    handle: string,
    seconds: number,
  ): 'changed' | 'unknown' | 'not-in-flight' | 'too-long' {
    const slot = this.#shelf.held(messageId, handle);
    if (slot === undefined) return 'unknown';
    if (slot.hidden !== 'in-flight') return 'not-in-flight';
    if (this.#heldFor(slot) + seconds > LONGEST_HOLD) return 'too-long';
    if (seconds > 0) this.#shelf.hide(slot, 'in-flight', seconds);
    else this.#shelf.show(slot);
    return 'changed';
  }

  /** Takes out what can be received, where `which` holds, the oldest first; what is hidden stays. */
  takeOut(which: (message: Message) => boolean, most: number): readonly Message[] {
    const slots = [...this.#shelf.visible()].filter(({ message }) => which(message)).slice(0, most);
    for (const slot of slots) this.#shelf.remove(slot);
    return slots.map(({ message }) => message);
  }

  purge(): void {
    this.#shelf.clear();
  }

  /** Calls `fire` whenever a message can be received. The result ends that. */
  subscribe(fire: () => void): () => void {
    this.#subscribers.add(fire);
    return () => void this.#subscribers.delete(fire);
  }

  /** Ends its timers, and sends away who waits for a message. */
  stop(): void {
    this.#shelf.stop();
    this.#subscribers.clear();
    this.#waiters.release();
  }

  /** What can be received now; what was received too often goes to the dead letters, what is too old goes. */
  #take(options: ReceiveOptions): readonly Received[] {
    const taken: Received[] = [];
    const { clock } = this.#settings;
    const retention = numberAttribute(this.#attributes, 'MessageRetentionPeriod') * 1000;
    // What waits for a machine is kept as long as machines take, however fast days pass.
    const youngest = clock.now() - retention * Math.max(1, clock.pace ?? 1);
    const timeout = options.visibilityTimeout ?? numberAttribute(this.#attributes, 'VisibilityTimeout');
    for (const slot of this.#shelf.visible()) {
      if (taken.length >= options.most) break;
      if (slot.message.sentAt < youngest) this.#shelf.remove(slot);
      else if (!this.#givesUp(slot)) taken.push(this.#receiveOne(slot, timeout, options));
    }
    return taken;
  }

  /** Whole seconds of a machine's time since its receipt. */
  #heldFor({ receivedAt }: Slot): number {
    const { clock } = this.#settings;
    return Math.floor((clock.now() - receivedAt) / 1000 / Math.max(1, clock.pace ?? 1));
  }

  #givesUp(slot: Slot): boolean {
    const redrive = redrivePolicyOf(this.#attributes);
    if (redrive === undefined || slot.receipts < redrive.maxReceiveCount) return false;
    const dead = this.#settings.deadLetters(redrive.deadLetterTargetArn);
    if (dead === undefined) return false;
    this.#shelf.remove(slot);
    dead.#shelf.add({ ...slot.message, source: this.arn }, 0);
    return true;
  }

  #receiveOne(slot: Slot, timeout: number, { byFunction = false }: ReceiveOptions): Received {
    const { message } = slot;
    slot.receipts += 1;
    slot.message = {
      ...message,
      receiveCount: message.receiveCount + 1,
      firstReceivedAt: message.firstReceivedAt ?? this.#settings.clock.now(),
    };
    slot.handle = this.#settings.newHandle(message.id);
    slot.receivedAt = this.#settings.clock.now();
    slot.byFunction = byFunction;
    this.#shelf.hide(slot, 'in-flight', timeout);
    return { message: slot.message, handle: slot.handle };
  }
}

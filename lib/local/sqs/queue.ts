import type { Clock } from '../clock.ts';
import { BY_DEFAULT, numberAttribute, redrivePolicyOf, type QueueAttributes } from './attributes.ts';
import type { Content } from './message.ts';
import { createWaiters } from './waiters.ts';

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
};

export type Counts = { readonly visible: number; readonly inFlight: number; readonly delayed: number };

export type Queue = {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  attributes(): QueueAttributes;
  configure(changes: ReadonlyMap<string, string>): void;
  modifiedAt(): number;
  counts(): Counts;
  /** `delay` in seconds; the queue's own if undefined. */
  send(id: string, content: Content, delay: number | undefined): void;
  /** Takes over what another queue gave up. */
  adopt(message: Message): void;
  receive(options: ReceiveOptions): Promise<readonly Received[]>;
  /** A handle of an earlier receipt deletes nothing, and that is no error. */
  delete(messageId: string, handle: string): void;
  changeVisibility(
    messageId: string,
    handle: string,
    seconds: number,
  ): 'changed' | 'unknown' | 'not-in-flight';
  purge(): void;
  /** Calls `fire` whenever a message can be received. The result ends that. */
  subscribe(fire: () => void): () => void;
  stop(): void;
};

type Slot = {
  message: Message;
  handle: string;
  hidden: 'delayed' | 'in-flight' | undefined;
  cancel: () => void;
};

export type QueueSettings = {
  readonly name: string;
  readonly arn: string;
  readonly attributes: QueueAttributes;
  readonly clock: Clock;
  readonly newHandle: (messageId: string) => string;
  readonly deadLetters: (arn: string) => Queue | undefined;
};

export function createQueue(settings: QueueSettings): Queue {
  const { name, arn, clock, newHandle } = settings;
  const createdAt = clock.now();
  let modifiedAt = createdAt;
  let attributes: QueueAttributes = new Map([...BY_DEFAULT, ...settings.attributes]);
  const slots = new Map<string, Slot>();
  /** Ids of what can be received, oldest first. */
  const visible = new Set<string>();
  const subscribers = new Set<() => void>();

  const show = (slot: Slot): void => {
    slot.hidden = undefined;
    slot.cancel = nothing;
    visible.add(slot.message.id);
    waiters.serve();
    for (const fire of subscribers) fire();
  };
  const hide = (slot: Slot, how: 'delayed' | 'in-flight', seconds: number): void => {
    slot.cancel();
    visible.delete(slot.message.id);
    slot.hidden = how;
    slot.cancel = clock.at(clock.now() + seconds * 1000, () => show(slot));
  };
  const remove = (slot: Slot): void => {
    slot.cancel();
    visible.delete(slot.message.id);
    slots.delete(slot.message.id);
  };
  const add = (message: Message, delay: number): void => {
    const slot: Slot = { message, handle: '', hidden: undefined, cancel: nothing };
    slots.set(message.id, slot);
    if (delay > 0) hide(slot, 'delayed', delay);
    else show(slot);
  };
  const held = (messageId: string, handle: string): Slot | undefined => {
    const slot = slots.get(messageId);
    return slot?.handle === handle ? slot : undefined;
  };

  /** What can be received now; what was received too often goes to the dead letters, what is too old goes. */
  const take = (options: ReceiveOptions): readonly Received[] => {
    const taken: Received[] = [];
    const retention = numberAttribute(attributes, 'MessageRetentionPeriod') * 1000;
    const timeout = options.visibilityTimeout ?? numberAttribute(attributes, 'VisibilityTimeout');
    const redrive = redrivePolicyOf(attributes);
    const dead = redrive === undefined ? undefined : settings.deadLetters(redrive.deadLetterTargetArn);
    for (const id of visible) {
      if (taken.length >= options.most) break;
      const slot = slots.get(id);
      if (slot === undefined) continue;
      if (clock.now() - slot.message.sentAt > retention) remove(slot);
      else if (
        redrive !== undefined &&
        dead !== undefined &&
        slot.message.receiveCount >= redrive.maxReceiveCount
      ) {
        remove(slot);
        dead.adopt({ ...slot.message, source: arn });
      } else taken.push(receiveOne(slot, timeout));
    }
    return taken;
  };
  const receiveOne = (slot: Slot, timeout: number): Received => {
    const { message } = slot;
    slot.message = {
      ...message,
      receiveCount: message.receiveCount + 1,
      firstReceivedAt: message.firstReceivedAt ?? clock.now(),
    };
    slot.handle = newHandle(message.id);
    hide(slot, 'in-flight', timeout);
    return { message: slot.message, handle: slot.handle };
  };
  const waiters = createWaiters<ReceiveOptions, Received>(take, clock);

  return {
    name,
    arn,
    createdAt,
    attributes: () => attributes,
    configure(changes) {
      attributes = new Map([...attributes, ...changes]);
      modifiedAt = clock.now();
    },
    modifiedAt: () => modifiedAt,
    counts: () => countsOf(slots.values()),
    send(id, content, delay) {
      const sentAt = clock.now();
      const message = {
        ...content,
        id,
        sentAt,
        firstReceivedAt: undefined,
        receiveCount: 0,
        source: undefined,
      };
      add(message, delay ?? numberAttribute(attributes, 'DelaySeconds'));
    },
    adopt: (message) => add(message, 0),
    receive(options) {
      const seconds = options.wait ?? numberAttribute(attributes, 'ReceiveMessageWaitTimeSeconds');
      return waiters.wait(options, seconds);
    },
    delete(messageId, handle) {
      const slot = held(messageId, handle);
      if (slot !== undefined) remove(slot);
    },
    changeVisibility(messageId, handle, seconds) {
      const slot = held(messageId, handle);
      if (slot === undefined) return 'unknown';
      if (slot.hidden !== 'in-flight') return 'not-in-flight';
      if (seconds > 0) hide(slot, 'in-flight', seconds);
      else {
        slot.cancel();
        show(slot);
      }
      return 'changed';
    },
    purge() {
      for (const slot of [...slots.values()]) remove(slot);
    },
    subscribe(fire) {
      subscribers.add(fire);
      return () => void subscribers.delete(fire);
    },
    stop() {
      for (const slot of slots.values()) slot.cancel();
      subscribers.clear();
      waiters.release();
    },
  };
}

function countsOf(slots: Iterable<Slot>): Counts {
  const counts = { visible: 0, inFlight: 0, delayed: 0 };
  for (const { hidden } of slots)
    counts[hidden === undefined ? 'visible' : hidden === 'delayed' ? 'delayed' : 'inFlight'] += 1;
  return counts;
}

function nothing(): void {
  // There is no timer to cancel.
}

import type { EntriesOf } from '../storage/typed.ts';
import type { Content } from './message.ts';
import type { Slot } from './shelf.ts';

/** A message and where it stands, as it is stored under its id. */
export type StoredSlot = Content & {
  /** Counts up over the queue: the order in which they came. */
  readonly order: number;
  readonly sentAt: number;
  readonly firstReceivedAt: number | null;
  readonly receiveCount: number;
  readonly source: string | null;
  readonly receipts: number;
  readonly handle: string;
  /** Epoch milliseconds of the last receipt; older versions did not store it. */
  readonly receivedAt?: number;
  readonly byFunction: boolean;
  readonly hidden: 'delayed' | 'in-flight' | null;
  /** Epoch milliseconds at which it can be received again. */
  readonly until: number;
};

export type StoredMessages = EntriesOf<StoredSlot>;

/** To be stored when the turn ends. */
export function storedSlot(slot: Slot): StoredSlot {
  const { message, order, receipts, handle, receivedAt, byFunction, hidden, until } = slot;
  const { body, attributes, systemAttributes, group, sentAt, receiveCount, firstReceivedAt, source } =
    message;
  return {
    body,
    attributes,
    systemAttributes,
    ...(group === undefined ? {} : { group }),
    sentAt,
    receiveCount,
    firstReceivedAt: firstReceivedAt ?? null,
    source: source ?? null,
    order,
    receipts,
    handle,
    receivedAt,
    byFunction,
    hidden: hidden ?? null,
    until,
  };
}

/** Those of a queue in the order in which they came. */
export function slotsIn(stored: StoredMessages): readonly Omit<Slot, 'cancel'>[] {
  const slots = stored
    .all()
    .map(([id, { order, receipts, handle, byFunction, hidden, until, receivedAt = until, ...message }]) => ({
      message: {
        ...message,
        id,
        firstReceivedAt: message.firstReceivedAt ?? undefined,
        source: message.source ?? undefined,
      },
      order,
      receipts,
      handle,
      receivedAt,
      byFunction,
      hidden: hidden ?? undefined,
      until,
    }));
  return slots.sort((one, other) => one.order - other.order);
}

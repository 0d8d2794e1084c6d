/**
 * What an operator does to an instance, each act a pure step function of the same form as the shell: where it stands and
 * the last reply → the next call, or the end. Every act can be given again after it broke off, and goes on from there.
 */
import type { Subscription } from '../../definition/wire.ts';
import type { Call, OperatorCall, Reply, SendMessageCall } from '../calls.ts';
import type { Message } from '../messages.ts';
import type { InstanceRow } from '../rows.ts';
import { partitionOf } from '../situation.ts';

/** What every step is told anew. */
export type OperatorSurroundings = {
  readonly subscription: Pick<Subscription, 'failures'>;
  readonly now: number;
};

export type OperatorStep<Phase> =
  | { readonly kind: 'call'; readonly call: Call | OperatorCall; readonly phase: Phase }
  | { readonly kind: 'end'; readonly end: OperatorEnd };

/** `why`: a sentence for people. */
export type OperatorEnd = {
  /**
   * `absent`: there is no such event, or no such instance. `refused`: it cannot be done, and nothing was changed, unless
   * `why` says otherwise. `failed`: whether the last call had its effect is not known; the same act again finds out.
   * `throttled`: the same, for the service asks for less.
   */
  readonly end: 'done' | 'absent' | 'refused' | 'failed' | 'throttled';
  readonly why: string;
};

type Ended = { readonly kind: 'end'; readonly end: OperatorEnd };

export function ended(end: OperatorEnd['end'], why: string): Ended {
  return { kind: 'end', end: { end, why } };
}

/** Undefined where the reply is an answer. */
export function unanswered(reply: Reply): Ended | undefined {
  return reply.reply === 'throttled' || reply.reply === 'failed'
    ? ended(reply.reply, reply.message)
    : undefined;
}

export function misled({ at }: { readonly at: string }, reply: Reply): Ended {
  return ended('failed', `"${reply.reply}" is no answer to what was asked at "${at}".`);
}

/** Somebody goes through the loop, as on account of the event that opened the run: that is settled, so it does no harm. */
export function throughTheLoop({ instance, openedBy }: InstanceRow): SendMessageCall {
  return messageTo(instance, { kind: 'deliver', deliver: { instance, identity: openedBy } });
}

/** What an operator sends goes to the queue for all but start events; whoever works on it runs the same loop. */
export function messageTo(instance: string, message: Message): SendMessageCall {
  const { choreography } = partitionOf(instance);
  return { call: 'sendMessage', choreography, queue: 'events', message, delaySeconds: 0 };
}

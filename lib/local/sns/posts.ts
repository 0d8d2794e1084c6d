import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { messageOf } from '../json.ts';
import type { Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';

/** One message to an HTTP endpoint. */
export type Post = {
  readonly type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  /** ARNs. */
  readonly topic: string;
  readonly subscription: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
  /** Milliseconds before each retry. */
  readonly pauses: readonly number[];
};

/** Posts that were begun, and have neither arrived nor been given up. */
export type Posts = {
  begin(post: Post): void;
  /**
   * To be called when whoever gets a post can answer with a call of this cloud: sends what was begun before, and goes on
   * with what was under way when the process ended.
   */
  resume(): void;
  stop(): void;
};

/** Sends it once, and gives the status. @throws where there is no answer */
export type Send = (post: Pick<Post, 'url' | 'headers' | 'body'>) => Promise<number>;

type StoredPost = Post & {
  /** Attempts that failed. */
  readonly failed: number;
  /** When it is tried next. */
  readonly at: number;
};

export function createPosts(around: {
  readonly clock: Clock;
  readonly storage: Storage;
  readonly send: Send;
  /** Whoever is not any more is told nothing more. */
  readonly isSubscribed: (post: Post) => boolean;
  /** In the turn in which it is given up, so that it is neither lost nor doubled. */
  readonly giveUp: (post: Post, problem: string) => void;
}): Posts {
  const { clock } = around;
  const stored = entriesOf<StoredPost>(around.storage, 'sns post');
  const early = new Map(stored.all());
  let resumed = false;
  const waiting = new Set<() => void>();
  let stopped = false;
  const isStopped = (): boolean => stopped;

  const attempt = async (key: string, post: Post, failed: number): Promise<void> => {
    const { type, url, headers, body, pauses } = post;
    if (type !== 'UnsubscribeConfirmation' && !around.isSubscribed(post)) {
      stored.remove(key);
      return;
    }
    const problem = await problemOf(around.send({ url, headers, body }));
    // What the cloud's own end cuts off has not failed: the next start goes on with it.
    if (isStopped()) return;
    const pause = problem?.passing === true ? pauses[failed] : undefined;
    if (problem !== undefined && pause !== undefined) {
      tryAt(clock.now() + pause, key, post, failed + 1);
      return;
    }
    stored.remove(key);
    if (problem !== undefined) around.giveUp(post, problem.text);
  };
  const tryAt = (at: number, key: string, post: Post, failed: number): void => {
    stored.put(key, { ...post, failed, at });
    const cancel = clock.at(at, () => {
      waiting.delete(cancel);
      void attempt(key, post, failed);
    });
    waiting.add(cancel);
  };
  return {
    begin(post) {
      const key = randomUUID();
      const begun = { ...post, failed: 0, at: clock.now() };
      stored.put(key, begun);
      if (resumed) void attempt(key, post, 0);
      else early.set(key, begun);
    },
    resume() {
      resumed = true;
      for (const [key, { failed, at, ...post }] of early) tryAt(at, key, post, failed);
      early.clear();
    },
    stop() {
      stopped = true;
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}

/** As SNS has it: whoever is busy, broken or away may be there later, whoever refuses will refuse again. */
async function problemOf(
  sent: Promise<number>,
): Promise<{ readonly text: string; readonly passing: boolean } | undefined> {
  try {
    const status = await sent;
    if (status >= 200 && status < 400) return undefined;
    return { text: `it answers ${status}`, passing: status === 429 || status >= 500 };
  } catch (error) {
    return { text: messageOf(error), passing: true };
  }
}

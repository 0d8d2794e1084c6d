import type { Clock } from '../clock.ts';

/** Those who wait for messages (long polling), served in the order they came. */
export type Waiters<Options, Item> = {
  /** What there is at once, or else what comes within the time, or nothing; nothing for those who are gone. */
  wait(options: Options, seconds: number, gone?: AbortSignal): Promise<readonly Item[]>;
  /** There is something to take. */
  serve(): void;
  /** Sends everyone away with nothing. */
  release(): void;
};

type Waiter<Options, Item> = { readonly options: Options; answer(items: readonly Item[]): void };

export function createWaiters<Options, Item>(
  take: (options: Options) => readonly Item[],
  clock: Clock,
): Waiters<Options, Item> {
  const waiting = new Set<Waiter<Options, Item>>();
  let serving = false;

  const serveAll = (): void => {
    serving = false;
    for (const waiter of [...waiting]) {
      const items = take(waiter.options);
      if (items.length === 0) return;
      waiter.answer(items);
    }
  };

  return {
    wait(options, seconds, gone) {
      if (gone?.aborted === true) return Promise.resolve([]);
      const items = take(options);
      if (items.length > 0 || seconds <= 0) return Promise.resolve(items);
      return new Promise((resolve) => {
        const waiter: Waiter<Options, Item> = {
          options,
          answer(answered) {
            cancel();
            gone?.removeEventListener('abort', leave);
            waiting.delete(waiter);
            resolve(answered);
          },
        };
        const leave = (): void => waiter.answer([]);
        gone?.addEventListener('abort', leave);
        const cancel = clock.after(seconds * 1000, () => waiter.answer([]));
        waiting.add(waiter);
      });
    },
    serve() {
      if (serving || waiting.size === 0) return;
      serving = true;
      // A batch is sent in one turn and should be received as one.
      queueMicrotask(serveAll);
    },
    release() {
      for (const waiter of [...waiting]) waiter.answer([]);
    },
  };
}

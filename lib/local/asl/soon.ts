/**
 * A value that is there already, or a promise of it. Only what JSONata has to tell is waited for: most steps are taken
 * within one turn, and a promise for each of their parts would cost more than the parts.
 */
export type Soon<T> = T | Promise<T>;

/** Goes on with the value: at once, where it is there. */
export function andThen<T, U>(given: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return given instanceof Promise ? given.then(next) : next(given);
}

/** One after the other, none before the one before it is done. */
export function inOrder<T, U>(
  items: readonly T[],
  work: (item: T, index: number) => Soon<U>,
): Soon<readonly U[]> {
  const done: U[] = [];
  for (const item of items) {
    const result = work(item, done.length);
    if (result instanceof Promise) return finish(items, work, done, result);
    done.push(result);
  }
  return done;
}

async function finish<T, U>(
  items: readonly T[],
  work: (item: T, index: number) => Soon<U>,
  done: U[],
  under: Promise<U>,
): Promise<readonly U[]> {
  done.push(await under);
  for (const item of items.slice(done.length)) done.push(await work(item, done.length));
  return done;
}

/**
 * A value that is there already, or a promise of it. Only what JSONata has to tell is waited for: most steps are taken
 * within one turn, and a promise for each of their parts would cost more than the parts.
 */
export type Soon<T> = T | Promise<T>;

/** Goes on with the value: at once, where it is there. */
export function andThen<T, U>(given: Soon<T>, next: (value: T) => Soon<U>): Soon<U> {
  return given instanceof Promise ? given.then(next) : next(given);
}

type Working<T, U> = {
  readonly items: readonly T[];
  readonly work: (item: T, index: number) => Soon<U>;
  readonly take: (result: U, item: T) => void;
};

/** One after the other, none before what came of the one before it is taken. */
export function inOrder<T, U>(
  items: readonly T[],
  work: (item: T, index: number) => Soon<U>,
  take: (result: U, item: T) => void,
): Soon<void> {
  let index = 0;
  for (const item of items) {
    const result = work(item, index);
    if (result instanceof Promise) return goOn({ items, work, take }, index, result);
    take(result, item);
    index += 1;
  }
}

async function goOn<T, U>(
  { items, work, take }: Working<T, U>,
  from: number,
  under: Promise<U>,
): Promise<void> {
  let index = from;
  for (const item of items.slice(from)) {
    take(await (index === from ? under : work(item, index)), item);
    index += 1;
  }
}

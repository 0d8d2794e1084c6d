/** Runs what it is given, at most so many at a time; the others wait, first come, first served. */
export function atMost(many: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = many;
  return async (work) => {
    // Who ends hands its place on, so nobody who comes later can take it from one who waits.
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

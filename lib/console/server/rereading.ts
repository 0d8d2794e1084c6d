/** How often the same is read again: after a second at the earliest, and after ten times as long as it took to read. */
const AGE = { least: 1_000, factor: 10 };

/** Reads once for all who look at the same time, and for those who look soon after. */
export function rereading<T>(
  read: (key: string) => Promise<T>,
  now: () => number,
): (key: string) => Promise<T> {
  const known = new Map<string, { readonly value: Promise<T>; freshUntil: number }>();
  return (key) => {
    const entry = known.get(key);
    if (entry !== undefined && now() < entry.freshUntil) return entry.value;
    const started = now();
    const value = read(key);
    const fresh = { value, freshUntil: Infinity };
    known.set(key, fresh);
    value.then(
      () => {
        fresh.freshUntil = now() + Math.max(AGE.least, AGE.factor * (now() - started));
      },
      () => known.delete(key),
    );
    return value;
  };
}

/** Leaves out of an envelope what must not be kept. */

/**
 * Without what stands at these paths: keys with dots between them, `*` for any key. Lists are passed through: of each
 * item the rest of the path is left out.
 */
export function redacted(value: unknown, paths: readonly string[]): unknown {
  return paths.reduce((left, path) => without(left, path.split('.'), MOST_LISTS), value);
}

/** Lists within lists. What lies deeper may be what is to be left out, so nothing of it is kept. */
const MOST_LISTS = 100;

function without(value: unknown, [key, ...rest]: readonly string[], lists: number): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return lists === 0 ? null : value.map((item) => without(item, [key, ...rest], lists - 1));
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]: [string, unknown]) => {
      if (key !== '*' && name !== key) return [[name, item]];
      return rest.length === 0 ? [] : [[name, without(item, rest, lists)]];
    }),
  );
}

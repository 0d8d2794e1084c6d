/**
 * Copies what jsonata gives into plain JSON: its arrays carry marker properties (`sequence`, `keepSingleton`), and
 * some share structure with the input. Throws where there is no JSON for a value; `nonFinite` gives what stands for a
 * number that JSON does not have.
 */
export function plain(value: unknown, nonFinite: (value: number) => unknown = refuse): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = Array.from<unknown>(value);
    return items.filter((item) => item !== undefined).map((item) => plain(item, nonFinite));
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return nonFinite(value);
  if (typeof value === 'function') throw new Error('The value is a function, which JSON cannot express');
  if (typeof value !== 'object' || value === null) return value;
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) {
    throw new Error('The value is a function, which JSON cannot express');
  }
  if (value instanceof RegExp)
    throw new Error('The value is a regular expression, which JSON cannot express');
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]: [string, unknown]) => [name, plain(item, nonFinite)]),
  );
}

function refuse(value: number): never {
  throw new Error(`Number out of range: ${value}`);
}

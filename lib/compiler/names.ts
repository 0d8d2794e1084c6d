import { hashOf } from '../definition/hash.ts';

/** Step Functions' limit on a state's name. */
const MAX_LENGTH = 80;

/**
 * Gives names to the states that the author did not write. A state's name must be unique in the whole machine, inside
 * a Parallel's branches too.
 */
export type Names = { readonly claim: (wanted: string) => string };

export function namesBeside(taken: readonly string[]): Names {
  const used = new Set(taken);
  const claim = (wanted: string): string => {
    const base = fitted(wanted);
    let name = base;
    for (let count = 2; used.has(name); count += 1) name = fitted(`${base} (${count})`);
    used.add(name);
    return name;
  };
  return { claim };
}

/** What is too long is cut, and a hash of the whole keeps it apart from others that begin alike. */
function fitted(name: string): string {
  if (name.length <= MAX_LENGTH) return name;
  const hash = hashOf(name).slice(0, 8);
  return `${name.slice(0, MAX_LENGTH - hash.length - 1)}~${hash}`;
}

/** Random choices that are the same for the same seed, so that a run can be told again. */
export type Dice = {
  /** A whole number from 0 to `sides - 1`. */
  below(sides: number): number;
  chance(probability: number): boolean;
  shuffled<T>(items: readonly T[]): T[];
  /** From 0 to below 1. */
  fraction(): number;
};

/** Mulberry32. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (sides: number): number => Math.floor(next() * sides);
  return {
    below,
    chance: (probability) => next() < probability,
    shuffled(items) {
      const rest = [...items];
      return items.flatMap(() => rest.splice(below(rest.length), 1));
    },
    fraction: next,
  };
}

/** FNV-1a: dice of their own for whatever has a name, so that what one does shifts nothing for the others. */
export function diceFor(seed: number, name: string): Dice {
  let hash = 0x811c9dc5 ^ seed;
  for (const byte of Buffer.from(`${seed} ${name}`)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return dice(hash);
}

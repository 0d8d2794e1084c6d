/** What only the checks know, by subject: an event in an instance. */
export type Ghost = {
  /** How often each event moved the instance, in its present life. */
  readonly moved: Readonly<Record<string, number>>;
  readonly failed: Readonly<Record<string, boolean>>;
  /** Its hold is over. */
  readonly over: Readonly<Record<string, boolean>>;
  /** A message of its own lies with the dead letters. */
  readonly dead: Readonly<Record<string, boolean>>;
  /** A stream record was skipped: only looks, or the sweep, see to what it was for. */
  readonly skipped?: true;
  /** Milliseconds that have passed for certain. */
  readonly clock: number;
};

export const NOTHING_YET: Ghost = { moved: {}, failed: {}, over: {}, dead: {}, clock: 0 };

export function moved(ghost: Ghost, subject: string): Ghost {
  return { ...ghost, moved: { ...ghost.moved, [subject]: (ghost.moved[subject] ?? 0) + 1 } };
}

export function failed(ghost: Ghost, subject: string): Ghost {
  const counted = moved(ghost, subject);
  return { ...counted, failed: { ...counted.failed, [subject]: true } };
}

export function isOver(ghost: Ghost, subject: string): Ghost {
  return { ...ghost, over: { ...ghost.over, [subject]: true } };
}

export function buried(ghost: Ghost, subject: string): Ghost {
  return { ...ghost, dead: { ...ghost.dead, [subject]: true } };
}

/** A new life begins. */
export function livesAgain(ghost: Ghost, subject: string): Ghost {
  return {
    ...ghost,
    moved: { ...ghost.moved, [subject]: 0 },
    failed: { ...ghost.failed, [subject]: false },
    over: { ...ghost.over, [subject]: false },
  };
}

/** The same for what is equal: nothing that is not, or zero, counts. */
export function textOfGhost({ moved: times, failed: fails, over, dead, skipped, clock }: Ghost): string {
  const set = (all: Readonly<Record<string, boolean | number>>) =>
    Object.entries(all)
      .filter(([, value]) => value !== false && value !== 0)
      .map(([subject, value]) => `${subject}=${String(value)}`)
      .sort()
      .join();
  return [set(times), set(fails), set(over), set(dead), skipped === true ? '!' : '', clock].join(' ');
}

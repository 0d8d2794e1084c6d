/** What was done to the system: counted by kind, and kept with the instance it was done to, for its story. */
export type Ledger = {
  count(kind: string, service?: string): void;
  /** `who`: an instance's number. */
  note(who: string, what: string): void;
  counted(): ReadonlyMap<string, number>;
  notesOf(who: string): readonly string[];
  /** Executions of whose end nobody was told. */
  readonly lostClosings: Set<string>;
  /** Whether one of them is this instance's. */
  isForgotten(who: string): boolean;
  readonly calls: { total: number };
};

export function createLedger(): Ledger {
  const counts = new Map<string, number>();
  const notes = new Map<string, string[]>();
  const lostClosings = new Set<string>();
  return {
    count(kind, service) {
      const name = service === undefined ? kind : `${kind}, ${service}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
    },
    note(who, what) {
      const all = notes.get(who) ?? [];
      all.push(`${new Date().toISOString().slice(11, 23)} ${what}`);
      notes.set(who, all);
    },
    counted: () => counts,
    notesOf: (who) => notes.get(who) ?? [],
    lostClosings,
    isForgotten: (who) => [...lostClosings].some((execution) => whoIn(execution) === who),
    calls: { total: 0 },
  };
}

/** Whose it is, of whatever carries an id of a story. */
export function whoIn(text: string): string {
  return /chaos-(\d+)-/.exec(text)?.[1] ?? '-';
}

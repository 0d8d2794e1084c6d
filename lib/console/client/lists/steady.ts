import { useState } from 'react';

export type Steady<T> = {
  /** In the order they were first shown in; `gone` is what no longer belongs here. */
  readonly rows: readonly { readonly id: string; readonly value: T; readonly gone: boolean }[];
  /** How many are kept back. */
  readonly waiting: number;
  /** Shows everything as it is now. */
  readonly release: () => void;
};

type Shown<T> = { readonly of: string; readonly rows: readonly { readonly id: string; readonly value: T }[] };

/**
 * A live list that does not move while somebody points at it: rows change where they are, none is added or taken away
 * until the pointer and the focus have left. Another `question`, as a filter, is another list.
 */
export function useSteady<T>(
  fresh: readonly T[],
  idOf: (value: T) => string,
  { held, question }: { held: boolean; question: string },
): Steady<T> {
  const [shown, setShown] = useState<Shown<T>>({ of: question, rows: [] });
  const now = fresh.map((value) => ({ id: idOf(value), value }));
  const free = !held || shown.of !== question || shown.rows.length === 0;
  if (free && !same(shown, now, question)) setShown({ of: question, rows: now });
  if (free)
    return { rows: now.map((row) => ({ ...row, gone: false })), waiting: 0, release: () => undefined };

  const values = new Map(now.map(({ id, value }) => [id, value]));
  const known = new Set(shown.rows.map(({ id }) => id));
  return {
    rows: shown.rows.map(({ id, value }) => ({ id, value: values.get(id) ?? value, gone: !values.has(id) })),
    waiting: now.filter(({ id }) => !known.has(id)).length,
    release: () => setShown({ of: question, rows: now }),
  };
}

function same<T>(shown: Shown<T>, now: Shown<T>['rows'], question: string): boolean {
  return (
    shown.of === question &&
    shown.rows.length === now.length &&
    shown.rows.every((row, index) => row.id === now[index]?.id && row.value === now[index].value)
  );
}

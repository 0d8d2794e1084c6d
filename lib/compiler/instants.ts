/** When deadlines and soft deadlines are, as JSONata; in epoch milliseconds. */
import type { PlacedClock, PlacedDue } from '../definition/route.ts';
import { ENTERED, jsonata, text } from './jsonata.ts';

/** The longest that Step Functions takes for a timeout, in seconds: over three years. */
const FOREVER = 99_999_999;

/** From where instants are read. */
export type Hands = {
  /** When the place was entered, in epoch milliseconds. */
  readonly since: string;
  /** The variable with the stored ones. */
  readonly clocks: string | undefined;
  /** The variable with a forEach's items. */
  readonly items: string | undefined;
};

/** May have no value: a stored clock that does not run. */
export function instantOf(
  { delay, id }: Pick<PlacedClock, 'delay' | 'id'>,
  { since, clocks }: Hands,
): string {
  if (delay !== undefined) return `${since} + ${delay}`;
  return `$toMillis(${storedInstant(id ?? '', clocks)})`;
}

export function storedInstant(id: string, clocks: string | undefined): string {
  return `$lookup(${clocks ?? '{}'}, ${text(id)})`;
}

/** All that can be; when none of them runs, an instant that is as good as never. It always has a value. */
export function earliestOf(
  clocks: readonly Pick<PlacedClock, 'delay' | 'id'>[],
  hands: Hands,
  more: readonly string[] = [],
): string {
  const plain = clocks.flatMap(({ delay }) => (delay === undefined ? [] : [delay]));
  const stored = clocks.filter(({ delay }) => delay === undefined).map((clock) => instantOf(clock, hands));
  const first = plain.length === 0 ? `${ENTERED} + ${FOREVER}000` : `${hands.since} + ${Math.min(...plain)}`;
  return stored.length + more.length === 0 ? first : `$min([${[...stored, ...more, first].join(', ')}])`;
}

/** A deadline has whole seconds, as Step Functions' timers do: rounded up, at least one. */
export function wholeSeconds(delay: number): number {
  return Math.max(1, Math.ceil(delay / 1000));
}

export function isPlain(
  clocks: readonly PlacedClock[],
): clocks is readonly [PlacedClock & { readonly delay: number }] {
  return clocks.length === 1 && clocks[0]?.delay !== undefined;
}

/** Undefined where nothing can fall due. What remains until then, for a place may be put again within one visit. */
export function timeoutOf(clocks: readonly PlacedClock[], hands: Hands): number | string | undefined {
  if (clocks.length === 0) return undefined;
  if (isPlain(clocks)) return wholeSeconds(clocks[0].delay);
  const seconds = `$ceil((${earliestOf(clocks, hands)} - ${ENTERED}) / 1000)`;
  return jsonata(`$min([${FOREVER}, $max([1, ${seconds}])])`);
}

/** Of a single plain one, when its timer ends. Undefined where there is none. */
export function deadlineOf(clocks: readonly PlacedClock[], hands: Hands): string | undefined {
  return clocks.length === 0 ? undefined : earliestOf(endsOf(clocks), hands);
}

function endsOf(clocks: readonly PlacedClock[]): readonly Pick<PlacedClock, 'delay' | 'id'>[] {
  return isPlain(clocks) ? [{ delay: wholeSeconds(clocks[0].delay) * 1000 }] : clocks;
}

/** When the earliest soft deadline is; undefined where there is none. */
export function dueOf(dues: readonly PlacedDue[], hands: Hands): string | undefined {
  const ofItems = itemDues(hands);
  return dues.length + ofItems.length === 0 ? undefined : earliestOf(dues, hands, ofItems);
}

/** When the sweep has to look first: at a due, or past a deadline. */
export function timerOf(
  dues: readonly PlacedDue[],
  clocks: readonly PlacedClock[],
  hands: Hands,
): string | undefined {
  const ofItems = itemDues(hands);
  if (dues.length + clocks.length + ofItems.length === 0) return undefined;
  return earliestOf([...dues, ...endsOf(clocks)], hands, ofItems);
}

function itemDues({ items }: Hands): string[] {
  return items === undefined ? [] : [`${items}.*.due.$toMillis($)`];
}

/** What the row's `dues` says; undefined where `due` says it all. */
export function listedDues(state: string, dues: readonly PlacedDue[], hands: Hands): string | undefined {
  const { items, since, clocks } = hands;
  const [only] = dues;
  if (
    items === undefined &&
    (only === undefined || (dues.length === 1 && only.delay !== undefined && only.state === state))
  )
    return undefined;
  const entries = dues.map((due) => {
    const entered = due.entered === undefined ? `$fromMillis(${since})` : storedInstant(due.entered, clocks);
    const at =
      due.delay === undefined ? storedInstant(due.id ?? '', clocks) : `$fromMillis(${since} + ${due.delay})`;
    return `{"state": ${text(due.state)}, "enteredAt": ${entered}, "at": ${at}}`;
  });
  // Those of the items are in the memory.
  return entries.length === 0 ? '"[]"' : `$string([${entries.join(', ')}])`;
}

/** A life, and what is told of it. */
import type { Branch, StalePolicy, UnexpectedPolicy } from '../definition/model.ts';
import type { Configuration, Happening } from './configuration.ts';

/** An event for this id. Instants and durations are milliseconds. */
export type Arrival = {
  readonly name: string;
  readonly identity: string;
  /** When it happened: of several held events the oldest goes first. */
  readonly time: number;
  readonly receivedAt: number;
  readonly hold: number;
  /** How old, from its receipt, it must be before it is taken. */
  readonly settle: number;
  readonly stale: StalePolicy;
  readonly unexpected: UnexpectedPolicy;
  /** The envelope. */
  readonly payload: unknown;
};

export type Life = {
  /** Of the newest run; undefined before the first. */
  readonly configuration: Configuration | undefined;
  /** From 1; 0 before the first. */
  readonly run: number;
  /** In the order in which they came. */
  readonly held: readonly Arrival[];
  readonly seen: ReadonlySet<string>;
  /** The `time` of the newest event that this run has consumed. */
  readonly newest: number;
};

export const UNBORN: Life = {
  configuration: undefined,
  run: 0,
  held: [],
  seen: new Set(),
  newest: -Infinity,
};

/** Something happened to the instance; `event` is absent where only time had passed. */
export type Entry = {
  readonly at: number;
  readonly event?: Arrival;
  readonly what: Happened;
  /** What followed from it at once: `always`, what was done. */
  readonly then: readonly Happening[];
};

export type Happened =
  | Exclude<Happening, { kind: 'early' | 'late' | 'not subscribed' }>
  /** The instance had ended; with the policy `ignore` it is recorded, and nothing else. */
  | { readonly kind: 'late'; readonly policy: UnexpectedPolicy }
  /** A start event opened a run in `to`. */
  | {
      readonly kind: 'opened';
      readonly to: string;
      readonly run: number;
      readonly branches: readonly Branch[];
    }
  /** A start event none of whose guards holds, or whose branch drops it. */
  | { readonly kind: 'not opened'; readonly branches: readonly Branch[] }
  /** It came before its turn, or before its instance. */
  | { readonly kind: 'held'; readonly state: string | undefined }
  /** Its hold was over before an instance came. */
  | { readonly kind: 'orphan' }
  /** Older than the newest event consumed, and to be ignored then. */
  | { readonly kind: 'stale'; readonly state: string }
  /** An event of this identity has come before. */
  | { readonly kind: 'doubled' };

export type Lived = { readonly life: Life; readonly entries: readonly Entry[] };

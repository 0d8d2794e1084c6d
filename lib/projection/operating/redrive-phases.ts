/** Where a redrive stands between two of its calls. */
import type { Generation } from '../generation.ts';
import type { InstanceRow } from '../rows.ts';

/** `run`: the one that is meant; absent: the newest. */
export type Redrive = { readonly instance: string; readonly run?: number };

export type Found = { readonly of: Redrive; readonly row: InstanceRow };
export type Going = Found & { readonly generation: Generation };

export type RedrivePhase =
  | { readonly at: 'instance'; readonly of: Redrive }
  | (Found & { readonly at: 'describe' })
  | (Going & { readonly at: 'end' })
  | (Going & { readonly at: 'claim' })
  | (Going & { readonly at: 'whose' })
  | (Going & { readonly at: 'redrive' })
  | (Going & { readonly at: 'refused'; readonly message: string })
  | (Found & { readonly at: 'giveBack'; readonly why: string })
  | { readonly at: 'message'; readonly why: string };

import type { Evaluated } from '../../../expressions/evaluate.ts';
import type { Scope } from './scope.ts';

/** What is evaluated in the thread beside: all but the functions of a scope, which no message can hold. */
export type Question = {
  readonly source: string;
  readonly scope: Pick<Scope, 'variables' | 'states' | 'context' | 'now'>;
  /** Between 0 and 1: what `$random` begins at. */
  readonly seed: number;
};

/** `begun`: the thread has loaded what it needs, and its time runs. */
export type Reply = Evaluated | { readonly kind: 'begun' };

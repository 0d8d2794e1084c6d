import type { Draft } from '../draft.ts';
import type { Finding } from '../problems.ts';

/** One demand on a definition: gives what breaks it. */
export type Rule = (draft: Draft) => readonly Finding[];

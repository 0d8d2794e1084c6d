import type { Draft } from '../draft.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';

const RULES: readonly Rule[] = [];

export function checkRules(draft: Draft, _before: readonly Finding[]): readonly Finding[] {
  return RULES.flatMap((rule) => rule(draft));
}

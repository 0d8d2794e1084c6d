import { notYet } from '../later.ts';
import type { Finding } from '../problems.ts';
import { entriesOf, memberOf } from '../read-draft.ts';
import type { Rule } from './rule.ts';

/** Several deadlines in one state are of the language, but not supported yet. */
export const oneDeadline: Rule = ({ data, states }) =>
  states.flatMap(({ name }): readonly Finding[] => {
    const after = memberOf(memberOf(memberOf(data, 'states'), name.text), 'after');
    const path = [...name.path, 'after'];
    const count = Array.isArray(after) ? after.length : entriesOf(after).length;
    if (count > 1) {
      return [
        { code: 'not-supported', message: notYet('`after` with more than one deadline'), path, at: 'key' },
      ];
    }
    if (count === 1 || after === null || typeof after !== 'object' || Array.isArray(after)) return [];
    const message =
      '`after` is empty. Give it a deadline, such as `after: { 30m: Too late }`, or leave it out.';
    return [{ code: 'missing-key', message, path, at: 'key' }];
  });

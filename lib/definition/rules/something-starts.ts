import type { Finding } from '../problems.ts';
import { entriesOf, memberOf } from '../read-draft.ts';
import type { Rule } from './rule.ts';
import { startsOf } from './walk.ts';

/** There are states, events and a way in. What is missing altogether is a problem of the shape. */
export const somethingStarts: Rule = (draft) => {
  const { data, start } = draft;
  const findings: Finding[] = [];
  if (isEmpty(memberOf(data, 'states'))) {
    findings.push({
      code: 'no-states',
      message: '`states` is empty. A choreography has at least one state.',
      path: ['states'],
      at: 'key',
    });
  }
  if (isEmpty(memberOf(memberOf(data, 'start'), 'on'))) {
    const message =
      '`start.on` is empty, so no instance is ever opened. Name an event and the state it opens in.';
    findings.push({ code: 'no-start', message, path: ['start', 'on'], at: 'key' });
  } else if (
    start.length > 0 &&
    start.every(({ branches }) => branches.length > 0) &&
    startsOf(draft).length === 0
  ) {
    const message = 'Every start event is dropped, so no instance is ever opened. Give one of them a target.';
    findings.push({ code: 'no-start', message, path: ['start', 'on'], at: 'key' });
  }
  return findings;
};

function isEmpty(data: ReturnType<typeof memberOf>): boolean {
  return (
    data !== undefined &&
    data !== null &&
    typeof data === 'object' &&
    !Array.isArray(data) &&
    entriesOf(data).length === 0
  );
}

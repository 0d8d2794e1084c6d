import type { Data } from '../data.ts';
import type { DraftBranch } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { isRecord, memberOf } from '../read-data.ts';
import { namesOf } from './flow.ts';
import type { Rule } from './rule.ts';

/** There are states, and a way in. What is missing altogether is a problem of the shape. */
export const somethingStarts: Rule = (draft) => {
  const { data, start } = draft;
  const findings: Finding[] = [];
  if (isEmpty(memberOf(data, 'states'))) {
    const message = '`states` is empty. A choreography has at least one state.';
    findings.push({ code: 'no-states', message, path: ['states'], at: 'key' });
  }
  const branches = start.flatMap((handler) => handler.branches);
  if (isEmpty(memberOf(memberOf(data, 'start'), 'on'))) {
    const message =
      '`start.on` is empty, so no instance is ever opened. Name an event and the state it opens in.';
    findings.push({ code: 'no-start', message, path: ['start', 'on'], at: 'key' });
  } else if (
    start.length > 0 &&
    start.every((handler) => handler.branches.length > 0) &&
    namesOf(branches).length === 0
  ) {
    const message = 'Every start event is dropped, so no instance is ever opened. Give one of them a target.';
    findings.push({ code: 'no-start', message, path: ['start', 'on'], at: 'key' });
  }
  return [...findings, ...branches.flatMap(actsOnNothing)];
};

/** Without a target no instance is opened, so there is no context, and nobody to act. */
function actsOnNothing({ target, assign, actions, path }: DraftBranch): readonly Finding[] {
  if (target !== undefined || assign.length + actions.length === 0) return [];
  const what = assign.length > 0 ? 'assign' : 'actions';
  const message = `This start event opens no instance, so its \`${what}\` ${what === 'assign' ? 'has' : 'have'} no effect. Give it a target, or leave \`${what}\` out.`;
  return [{ code: 'no-start', message, path: [...path, what], at: 'key' }];
}

function isEmpty(data: Data | undefined): boolean {
  return isRecord(data) && Object.keys(data).length === 0;
}

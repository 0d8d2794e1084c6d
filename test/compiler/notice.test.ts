import { expect, test } from '@jest/globals';
import { compileMachine } from '../../lib/compiler/machine.ts';
import { evaluate } from '../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../lib/expressions/parse.ts';
import { choreographyOf } from '../semantics/choreography.ts';

/** What SNS would be given, where whoever delivered has computed this subject. */
async function subjectOf(computed: unknown): Promise<unknown> {
  const { States } = compileMachine(
    choreographyOf(`
id: order
title: Customer order
correlation: detail.id
events: { Ordered: { source: shop }, Failed: { source: shop } }
start: { on: { Ordered: Open } }
states:
  Open: { on: { Failed: { target: Over, actions: [{ notify: { subject: detail.why, message: It has failed } }] } } }
  Over: { final: failed }
`),
  );
  const notice = States['Over: notify'];
  const given = notice?.Type === 'Task' ? notice.Arguments : undefined;
  const subject = typeof given === 'object' && given !== null && 'Subject' in given && given.Subject;
  const source = typeof subject === 'string' ? /^\{%(.*)%\}$/s.exec(subject)?.[1] : undefined;
  if (source === undefined) throw new Error('No subject');
  const parsed = parseExpression(source);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  const states = { input: { actions: [{ subject: computed, message: 'It has failed' }] } };
  const evaluated = await evaluate(parsed.expression, {}, { now: 0, bindings: { states } });
  return evaluated.kind === 'value' ? evaluated.value : evaluated;
}

test.each([
  ['out of paper', 'out of paper'],
  ['out of paper:\r\n\ttray 2\n', 'out of paper: tray 2'],
  ['x'.repeat(101), 'x'.repeat(100)],
  [7, '7'],
  // None at all is refused, too.
  ['', 'Customer order'],
  [' \n', 'Customer order'],
  [undefined, 'Customer order'],
])('the subject %j goes to SNS as %j', async (computed, subject) => {
  expect(await subjectOf(computed)).toBe(subject);
});

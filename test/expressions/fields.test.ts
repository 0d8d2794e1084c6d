import { expect, test } from '@jest/globals';
import { rootFieldsOf } from '../../lib/expressions/fields.ts';
import { parseExpression } from '../../lib/expressions/parse.ts';

test.each([
  ['ticketId', ['ticketId@0']],
  ['detail.id', ['detail@0']],
  ['detail.items[quantity > 1].id', ['detail@0']],
  ['$sum(detail.a.b) > limit', ['detail@5', 'limit@19']],
  ['(foo; $x := bar; $x.baz)', ['foo@1', 'bar@12']],
  ['$map(detail.a, function($v) { $v.b + other })', ['detail@5', 'other@37']],
  ['detail.a ? source : { "k": time }', ['detail@0', 'source@11', 'time@27']],
  ['[resources, $.id]', ['resources@1']],
  ['detail.lines^(price){ sku: $sum(amount) }', ['detail@0']],
  ['"text"', []],
])('%s reads %j', (text, fields) => {
  const parsed = parseExpression(text);
  if (parsed.kind === 'invalid') throw new Error(parsed.message);
  expect(rootFieldsOf(parsed.expression).map(({ name, position }) => `${name}@${position}`)).toEqual(fields);
});

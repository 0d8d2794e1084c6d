import { expect, test } from '@jest/globals';
import { NOTEWORTHY } from '../../lib/constructs/filters.ts';
import { DEVIATIONS } from '../../lib/projection/rows.ts';

test('every deviation passes the filter of the stream: what does not is never told', () => {
  const [, events] = NOTEWORTHY;
  expect(events).toMatchObject({ dynamodb: { NewImage: { status: { S: DEVIATIONS } } } });
});

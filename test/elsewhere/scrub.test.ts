import { expect, test } from '@jest/globals';
import { scrubbed, scrubbedText } from '../../lib/elsewhere/trace/scrub.ts';

const place = {
  account: '123456789012',
  region: 'eu-west-1',
  prefix: 'e2e-a1b2c3',
  table: 'e2e-a1b2c3-Table-9XY',
};

test.each([
  [
    'arn:aws:states:eu-west-1:123456789012:stateMachine:e2e-a1b2c3-shop',
    'arn:aws:states:{region}:{account}:stateMachine:{prefix}-shop',
  ],
  ['arn:aws:iam::123456789012:role/e2e-a1b2c3-Role-1XYZ may not', '{role} may not'],
  ['the table e2e-a1b2c3-Table-9XY', 'the table {table}'],
  ['RequestId: 0f8fad5b-d9cb-469f-a165-70867728950e Error', 'RequestId: {id} Error'],
  ['ended at 2026-11-22T01:02:03.004Z', 'ended at {time}'],
  ['000001#0000#1795312345678#0000', '000001#0000#{time}#0000'],
  ['car 1005, 250 g', 'car 1005, 250 g'],
  ['parcel X1795312345, size 3.1795312345', 'parcel X1795312345, size 3.1795312345'],
])('%s', (text, expected) => {
  expect(scrubbedText(text, place)).toBe(expected);
});

test('members are in the order of their names, inside of texts too', () => {
  expect(scrubbed({ b: 1, a: '{"d":[2],"c":"2026-11-22T01:02:03Z"}' }, place)).toBe(
    '{"a":"{\\"c\\":\\"{time}\\",\\"d\\":[2]}","b":1}',
  );
});

test('tokens and what is counted from the moment of the call are hidden, times of any kind are times', () => {
  const value = { token: { S: 'secret' }, timeoutInSeconds: 86_399, at: new Date(0), since: 1795312345.5 };
  expect(scrubbed(value, place)).toBe(
    '{"at":"{time}","since":"{time}","timeoutInSeconds":"{seconds}","token":"{token}"}',
  );
});

test('what is not there is not told, and null is', () => {
  expect(scrubbed({ a: undefined, b: null, c: false, d: 0, e: '' }, place)).toBe(
    '{"b":null,"c":false,"d":0,"e":""}',
  );
});

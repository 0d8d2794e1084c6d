/** What settling is for: an older event that is still on its way comes in its turn. */
import { expect, test } from '@jest/globals';
import { envelope, Memory, T0 } from './memory.ts';
import { choreography } from './world/choreographies.ts';

test('an older event goes before one that has settled, though it has not itself', async () => {
  const memory = new Memory(
    choreography(
      { A: { on: { a: 'B', b: 'End' } }, B: { on: { b: 'End' } }, End: 'succeeded' },
      { settle: 20_000 },
    ),
  );
  await memory.publish(envelope('s0', 0));
  await memory.settle();
  await memory.publish(envelope('b2', 2));
  memory.now = T0 + 15_000;
  await memory.publish(envelope('a1', 1));
  await memory.settle();
  expect([memory.event('a1')?.status, memory.event('b2')?.status]).toEqual(['held', 'held']);

  memory.now = T0 + 20_000;
  for (const { message } of [...memory.sent]) await memory.receive(message);
  await memory.settle();
  expect(memory.outputs).toMatchObject([{ identity: 'a1' }, { identity: 'b2' }]);
  expect(memory.runs()).toEqual(['succeeded End']);
});

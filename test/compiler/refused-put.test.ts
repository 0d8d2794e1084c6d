import { expect, test } from '@jest/globals';
import { compile } from '../../lib/compiler/compile.ts';
import { ORDER } from '../semantics/choreography.ts';
import { MachineOnEngine } from '../semantics/machine-on-engine.ts';

const T0 = Date.parse('2026-11-21T10:00:00.000Z');

/** Where the machine waits, after the put of `key` was refused once. */
async function afterRefusal(to: string, key: string) {
  const input = { instance: 'order#1', correlationId: '1', run: 1, shard: '0', to };
  const machine = new MachineOnEngine(compile(ORDER).definition, input, T0, [key]);
  await machine.settle();
  const waits = machine.free().map((row) => ({ key: row['key'], enteredAt: row['enteredAt'] }));
  const refusals = machine.execution.history.filter(({ type }) => type === 'TaskFailed').length;
  await machine.stop();
  return { refusals, waits };
}

const enteredAt = '2026-11-21T10:00:00.000Z';

test('a wait whose put is refused is entered anew', async () => {
  expect(await afterRefusal('Sending', 'WAIT#')).toEqual({
    refusals: 1,
    waits: [{ key: 'WAIT#', enteredAt }],
  });
});

test("a member's wait then still knows the visit of its all", async () => {
  expect(await afterRefusal('Preparing', 'WAIT#Preparing/Paid')).toEqual({
    refusals: 1,
    waits: [
      { key: 'WAIT#Preparing/Packed', enteredAt },
      { key: 'WAIT#Preparing/Paid', enteredAt },
    ],
  });
});

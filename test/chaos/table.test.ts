import { dice } from '../e2e/chaos/dice.ts';
import type { Table } from '../../lib/projection/ports.ts';
import { parseRow } from '../../lib/projection/parse-row.ts';
import { itemOfWait, tableContract } from '../projection/table-contract.ts';
import { Invocation } from './invocation.ts';
import { portsFor } from './ports.ts';
import { World } from './world.ts';

const NOBODY = {
  event: () => undefined,
  waitPut: () => undefined,
  ended: () => undefined,
  timerSet: () => undefined,
  driveBack: () => undefined,
};

tableContract('the table in which all goes wrong, in fair weather', () => {
  const world = new World(new Map(), 0, { dice: dice(1), roughness: 0 }, () => NOBODY);
  const invocation = new Invocation(1, world.agenda, world.faults, () => undefined);
  const { table } = portsFor(invocation, world, () => {
    throw new Error('There are no queues here');
  });
  /** A call is answered when time goes on. */
  const turned = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    await world.run(world.agenda.now());
    return answer;
  };
  const turning: Table = {
    query: (instance) => turned(table.query(instance)),
    getInstance: (instance) => turned(table.getInstance(instance)),
    putEvent: (call) => turned(table.putEvent(call)),
    openInstance: (call) => turned(table.openInstance(call)),
    closeInstance: (call) => turned(table.closeInstance(call)),
    reopenInstance: (call) => turned(table.reopenInstance(call)),
    labelInstance: (call) => turned(table.labelInstance(call)),
    dropWait: (call) => turned(table.dropWait(call)),
  };
  return Promise.resolve({
    table: turning,
    putWait: (wait) => {
      const item = itemOfWait(wait);
      const row = parseRow(item);
      if (row?.kind === 'wait') world.table.putWait(row, item);
      return Promise.resolve();
    },
  });
});

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SFNClient } from '@aws-sdk/client-sfn';
import { createOperatorExecutions } from '../../../lambdas/adapters/operating-executions.ts';
import { createOperatorTable } from '../../../lambdas/adapters/operating-table.ts';
import type { Generation } from '../../../lib/projection/generation.ts';
import { Throttled } from '../../../lib/projection/ports.ts';
import type { OperatorPorts } from '../../../lib/projection/ports.ts';
import { HELD, opened } from '../../projection/table-contract.ts';
import { claim } from '../../../lib/testing/world/table-rules.ts';
import { Memory } from '../../projection/memory.ts';
import { choreography } from '../../projection/world/choreographies.ts';
import { refusal, startAwsServer } from '../aws-server.ts';
import type { Answer, Asked } from '../aws-server.ts';
import { startTestTable } from '../test-table.ts';
import type { TestTable } from '../test-table.ts';

const ttl = 1_900_000_000;
const T1 = '2026-03-02T12:00:00.000Z';

function claims(name: string, make: () => Promise<OperatorPorts['table']>): void {
  describe(`${name}: INSTANCE is claimed for a redrive`, () => {
    let table: OperatorPorts['table'];
    beforeEach(async () => {
      table = await make();
    });
    const open = (run: number, after: Generation) =>
      table.openInstance({ call: 'openInstance', row: opened(run), after });
    const close = (run: number, redrive: number) =>
      table.closeInstance({
        call: 'closeInstance',
        instance: 'm#1',
        generation: { run, redrive },
        outcome: 'failed',
        closedAt: T1,
        lastState: 'A',
        error: 'ClosedByHand',
        reason: 'Because.',
        ttl,
      });
    const claimed = (run: number, redrive: number) =>
      table.claimInstance({
        call: 'claimInstance',
        instance: 'm#1',
        generation: { run, redrive },
        timerAt: T1,
        ttl,
      });

    test('where it is closed, or open, in an older generation of that run', async () => {
      await open(1, { run: 0, redrive: 0 });
      expect(await claimed(1, 1)).toBe('written');
      await close(1, 1);
      expect(await table.getInstance('m#1')).toMatchObject({ status: 'closed', reason: 'Because.' });
      expect(await claimed(1, 3)).toBe('written');
      // Nothing is left of its end.
      expect(await table.getInstance('m#1')).toEqual({ ...opened(1), redrive: 3, timerAt: T1, ttl });
    });

    test('again in the same generation, while it is open', async () => {
      await open(1, { run: 0, redrive: 0 });
      await claimed(1, 1);
      expect(await claimed(1, 1)).toBe('written');
      await close(1, 1);
      expect(await claimed(1, 1)).toBe('refused');
      expect(await table.getInstance('m#1')).toMatchObject({ status: 'closed', redrive: 1 });
    });

    test('not in an older one, nor in another run, nor where there is none', async () => {
      expect(await claimed(1, 1)).toBe('refused');
      await open(1, { run: 0, redrive: 0 });
      await claimed(1, 2);
      expect(await claimed(1, 1)).toBe('refused');
      await close(1, 2);
      await open(2, { run: 1, redrive: 2 });
      expect(await claimed(1, 3)).toBe('refused');
      expect(await claimed(3, 1)).toBe('refused');
      expect(await table.getInstance('m#1')).toMatchObject({ status: 'open', run: 2, redrive: 0 });
    });

    test('a settled event is changed only as it was read', async () => {
      const late = { ...HELD, status: 'late', settledAt: T1, reason: 'Late.' } as const;
      await table.putEvent({ call: 'putEvent', row: late, condition: { kind: 'absent' } });
      const revive = (status: 'late' | 'orphan', putBack: number) =>
        table.putEvent({
          call: 'putEvent',
          row: { ...HELD, putBack: putBack + 1 },
          condition: { kind: 'settled', status, putBack },
        });
      expect(await revive('orphan', 0)).toBe('refused');
      expect(await revive('late', 1)).toBe('refused');
      expect(await revive('late', 0)).toBe('written');
      expect(await revive('late', 0)).toBe('refused');
      expect(await table.query('m#1')).toEqual([{ ...HELD, putBack: 1 }]);
    });
  });
}

let stored: TestTable;
beforeAll(async () => {
  stored = await startTestTable();
});
afterAll(() => stored.stop());

claims('DynamoDB', async () => {
  await stored.clear();
  return createOperatorTable(stored.client, stored.name);
});
claims('memory', () => {
  const memory = new Memory(choreography({ End: 'succeeded' }));
  return Promise.resolve({
    ...memory.table,
    claimInstance: (call) => {
      const { rows, reply } = claim(memory.rows, call);
      memory.rows = rows;
      return Promise.resolve(reply.reply === 'written' ? 'written' : 'refused');
    },
  });
});

describe('executions', () => {
  const OF = { choreography: 'car', execution: '7' };
  const ARN = 'arn:aws:states:eu-west-1:1:execution:watch-car:7';
  const REDRIVE = { call: 'redriveExecution', ...OF, clientToken: 'once' } as const;
  const STOP = { call: 'stopExecution', ...OF, error: 'ClosedByHand', cause: 'why' } as const;
  let server: Awaited<ReturnType<typeof startAwsServer>>;
  let answer: (asked: Asked) => Answer;
  let client: SFNClient;
  let executions: OperatorPorts['executions'];
  beforeEach(async () => {
    server = await startAwsServer((asked) => answer(asked));
    client = new SFNClient(server.settings);
    executions = createOperatorExecutions(client, 'arn:aws:states:eu-west-1:1:stateMachine:watch-');
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
  });

  test('are redriven with the token', async () => {
    answer = () => ({ body: { redriveDate: 1 } });
    expect(await executions.redrive(REDRIVE)).toBe('redriven');
    expect(server.asked).toStrictEqual([
      { operation: 'RedriveExecution', input: { executionArn: ARN, clientToken: 'once' } },
    ]);
  });

  test('that cannot be redriven say why; what asks for less is throttled', async () => {
    answer = () => refusal('ExecutionNotRedrivable', 'Execution is RUNNING and cannot be redriven');
    expect(await executions.redrive(REDRIVE)).toEqual({
      notRedrivable: 'Execution is RUNNING and cannot be redriven',
    });
    answer = () => refusal('ThrottlingException');
    await expect(executions.redrive(REDRIVE)).rejects.toThrow(Throttled);
    answer = () => refusal('AccessDeniedException', 'no');
    await expect(executions.redrive(REDRIVE)).rejects.toThrow('no');
  });

  test('are stopped with error and cause', async () => {
    answer = () => ({ body: { stopDate: 1 } });
    expect(await executions.stop(STOP)).toBe('stopped');
    expect(server.asked).toStrictEqual([
      {
        operation: 'StopExecution',
        input: { executionArn: ARN, error: 'ClosedByHand', cause: 'why' },
      },
    ]);
    answer = () => refusal('ExecutionDoesNotExist');
    expect(await executions.stop(STOP)).toBe('absent');
  });

  describe('end', () => {
    const read = (...events: readonly object[]) => {
      answer = () => ({ body: { events } });
      return executions.readEnd({ call: 'readEnd', ...OF });
    };
    const failed = (id: number, previousEventId: number) => ({
      id,
      previousEventId,
      type: 'ExecutionFailed',
    });

    test('in a Fail state', async () => {
      const entered = { id: 6, type: 'FailStateEntered', stateEnteredEventDetails: { name: 'Refused' } };
      expect(await read(failed(7, 6), entered)).toEqual({ kind: 'fail-state', state: 'Refused' });
      // Where it is not named what it followed.
      expect(await read(failed(7, 0), entered)).toEqual({ kind: 'fail-state', state: 'Refused' });
    });

    test('elsewhere', async () => {
      expect(
        await read(failed(7, 5), { id: 6, type: 'TaskStateExited' }, { id: 5, type: 'TaskFailed' }),
      ).toEqual({
        kind: 'otherwise',
      });
    });

    test('not shown yet', async () => {
      expect(await read({ id: 6, type: 'TaskFailed' })).toEqual({ kind: 'not-shown' });
      expect(await read()).toEqual({ kind: 'not-shown' });
      answer = () => refusal('ExecutionDoesNotExist');
      expect(await executions.readEnd({ call: 'readEnd', ...OF })).toEqual({ kind: 'not-shown' });
    });
  });

  test('described tell why they cannot be redriven', async () => {
    const described = { status: 'FAILED', executionArn: ARN, stateMachineArn: 'arn', startDate: 1 };
    answer = () => ({
      body: { ...described, redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Too old.' },
    });
    const describe = { call: 'describeExecution', ...OF } as const;
    expect(await executions.describe(describe)).toEqual({
      status: 'failed',
      redrive: 0,
      notRedrivable: 'Too old.',
    });
    answer = () => ({ body: { ...described, redriveStatus: 'REDRIVABLE' } });
    expect(await executions.describe(describe)).toEqual({ status: 'failed', redrive: 0 });
  });
});

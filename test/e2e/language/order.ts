import { DescribeExecutionCommand, RedriveExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from '@jest/globals';
import { eventually } from '../running-monitor.ts';
import { PATIENCE, type Play } from './stage.ts';

export const order: readonly Play[] = [
  [
    'settle: an older event that comes later overtakes a newer one',
    async ({ say, stands, settled }) => {
      await say('settling', 'Asked', { id: 'a', at: 1_000 });
      await stands('settling', 'a', 'Open');
      await say('settling', 'Answered', { id: 'a', at: 3_000 });
      await settled('settling', 'a', 'Answered', 'held');
      await say('settling', 'Withdrawn', { id: 'a', at: 2_000 });
      expect(await stands('settling', 'a', 'In order')).toEqual({ status: 'succeeded', state: 'In order' });
    },
  ],
  [
    'stale and labels: an older reading changes nothing; what is labelled is in the row and the closing notice',
    async ({ say, stands, settled, instance, told }) => {
      await say('readings', 'Opened', { id: 'r', at: 1_000, owner: 'ada' });
      await stands('readings', 'r', 'Open');
      await say('readings', 'Reading Taken', { id: 'r', at: 3_000, value: 30 });
      await settled('readings', 'r', 'Reading Taken', 'consumed');
      await say('readings', 'Reading Taken', { id: 'r', at: 2_000, value: 20 });
      await settled('readings', 'r', 'Reading Taken', 'stale');
      await say('readings', 'Closed', { id: 'r', at: 4_000 });
      await stands('readings', 'r', 'Ended');
      expect(await instance('readings', 'r')).toMatchObject({ 'label:owner': 'ada', 'label:value': 30 });
      const [notice] = await told('readings', 'r', 'Choreography Instance Closed');
      expect(notice).toMatchObject({ outcome: 'succeeded', labels: { owner: 'ada', value: 30 } });
    },
  ],
  [
    'rerun and list correlation: an event concerns each id of its list, and opens a second run after the close',
    async ({ say, stands, instance, executionsOf, rowsOf }) => {
      await say('rounds', 'Began', { ids: [] });
      await say('rounds', 'Began', { ids: ['one', 2] });
      for (const id of ['one', '2']) await stands('rounds', id, 'Going');
      await say('rounds', 'Ended', { ids: ['2', 'one'] });
      for (const id of ['one', '2']) await stands('rounds', id, 'Over');
      await say('rounds', 'Began', { ids: ['one'] });
      await stands('rounds', 'one', 'Going');
      expect(await instance('rounds', 'one')).toMatchObject({ run: 2, status: 'open' });
      await say('rounds', 'Ended', { ids: ['one'] });
      await stands('rounds', 'one', 'Over');
      const names = (await executionsOf('rounds')).map(({ name = '' }) => name);
      expect(names.filter((name) => name.startsWith('one'))).toHaveLength(2);
      expect(names.filter((name) => name.startsWith('2'))).toHaveLength(1);
      expect((await rowsOf('rounds', 'one')).filter(({ status }) => status === 'consumed')).toHaveLength(4);
    },
  ],
  [
    'unexpected: report on one event: it is told, and the instance lives',
    async ({ say, stands, settled, told }) => {
      await say('rounds', 'Began', { ids: 'calm' });
      await stands('rounds', 'calm', 'Going');
      await say('rounds', 'Shouted', { ids: ['calm'] });
      await settled('rounds', 'calm', 'Shouted', 'unexpected');
      const [notice] = await told('rounds', 'calm', 'Choreography Deviation', 'unexpected');
      expect(notice).toMatchObject({ event: 'Shouted', reason: expect.stringContaining('"Going"') });
      await say('rounds', 'Ended', { ids: 'calm' });
      await stands('rounds', 'calm', 'Over');
    },
  ],
  [
    'halt: a redriven execution takes up where it stood, and goes on',
    async ({ say, stands, settled, instance, states, executionArn, told }) => {
      await say('halting', 'Began', { id: 'h' });
      await stands('halting', 'h', 'First');
      await say('halting', 'Went On', { id: 'h' });
      await stands('halting', 'h', 'Second');
      await say('halting', 'Surprised', { id: 'h' });
      await settled('halting', 'h', 'Surprised', 'unexpected');
      await told('halting', 'h', 'Choreography Instance Closed');
      const failed = await instance('halting', 'h');
      expect(failed).toMatchObject({ status: 'closed', outcome: 'failed', error: 'UnexpectedEventHalted' });
      expect(failed).toMatchObject({ lastState: 'Second' });

      const its = { executionArn: executionArn('halting', 'h') };
      await states.send(new RedriveExecutionCommand(its));
      await eventually(
        () => instance('halting', 'h'),
        (row) => row?.['status'] === 'open',
        PATIENCE,
      );
      expect(await stands('halting', 'h', 'Second')).toEqual({ status: 'running', state: 'Second' });
      await say('halting', 'Ended', { id: 'h' });
      expect(await stands('halting', 'h', 'Done')).toEqual({ status: 'succeeded', state: 'Done' });
      expect(await instance('halting', 'h')).toMatchObject({ run: 1, redrive: 1 });
      const { status, redriveCount } = await states.send(new DescribeExecutionCommand(its));
      expect({ status, redriveCount }).toEqual({ status: 'SUCCEEDED', redriveCount: 1 });
    },
  ],
];

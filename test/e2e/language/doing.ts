import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { expect } from '@jest/globals';
import { eventually } from '../running-monitor.ts';
import { PATIENCE, type Play } from './stage.ts';

export const doing: readonly Play[] = [
  [
    'task: its result decides how it goes on, and so does an error that is caught',
    async ({ say, stands, instance }) => {
      await say('tasks', 'Opened', { id: 'speaks', kind: 'bus' });
      await say('tasks', 'Opened', { id: 'looks', kind: 'table' });
      await stands('tasks', 'speaks', 'Spoken');
      await stands('tasks', 'looks', 'Not found');
      for (const id of ['speaks', 'looks']) {
        await say('tasks', 'Closed', { id });
        await stands('tasks', id, 'Ended');
      }
      expect(await instance('tasks', 'speaks')).toMatchObject({ 'label:failed': 0 });
      expect(await instance('tasks', 'looks')).toMatchObject({
        'label:why': 'DynamoDB.ResourceNotFoundException',
      });
    },
  ],
  [
    'actions: what is published moves another choreography, what is notified is at the topic',
    async ({ say, stands, instance, heard }) => {
      await say('actors', 'Opened', { id: 'a1', word: 'to be' });
      await stands('audience', 'a1', 'Watching');
      expect(await instance('audience', 'a1')).toMatchObject({ 'label:word': 'to be' });
      const [notified] = await eventually(
        () => Promise.resolve(heard.filter((text) => text.includes('Actor a1'))),
        (found) => found.length > 0,
        PATIENCE,
      );
      expect(JSON.parse(notified ?? '{}')).toMatchObject({
        Subject: 'An actor',
        Message: 'Actor a1 said to be',
      });
      await say('actors', 'Closed', { id: 'a1' });
      await stands('actors', 'a1', 'Left');
      await stands('audience', 'a1', 'Applauding');
    },
  ],
  [
    'an action that fails is told as a deviation, and stops nothing',
    async ({ say, stands, told, rowsOf }) => {
      await say('actors', 'Opened', { id: 'a2', word: 'alas' });
      await stands('actors', 'a2', 'Acting');
      await say('actors', 'Closed', { id: 'a2' });
      expect(await stands('actors', 'a2', 'Left')).toEqual({ status: 'succeeded', state: 'Left' });
      await stands('audience', 'a2', 'Applauding');
      const failed = (await rowsOf('actors', 'a2')).filter(({ status }) => status === 'failed-action');
      expect(failed.map(({ name }) => name).sort()).toEqual([
        'publish Actor Sighed',
        'task arn:aws:states:::sqs:sendMessage',
      ]);
      const notices = await eventually(
        () => told('actors', 'a2', 'Choreography Deviation', 'failed-action'),
        (all) => new Set(all.map(({ action }) => action)).size === 2,
        PATIENCE,
      );
      for (const { reason } of notices) expect(reason).toContain('failed in "Left"');
    },
  ],
  [
    'redact: what the paths name is nowhere, neither in the table nor in histories, notices and logs',
    async (stage) => {
      const { say, stands, settled, historyOf, describe, told, notices, logged } = stage;
      const card = { number: 'SECRET-4111', holder: 'Grace' };
      const lines = [{ sku: 'x', pin: 'SECRET-1234' }];
      await say('secrets', 'Paid', { id: 's', card, lines });
      await settled('secrets', 's', 'Paid', 'held');
      await say('secrets', 'Odd', { card, lines });
      await say('secrets', 'Opened', { id: 's', card, lines });
      expect(await stands('secrets', 's', 'Ended')).toEqual({ status: 'succeeded', state: 'Ended' });
      await say('secrets', 'Odd', { id: 's', card, lines });
      await settled('secrets', 's', 'Odd', 'late');
      const [closing] = await told('secrets', 's', 'Choreography Instance Closed');
      expect(closing).toMatchObject({ labels: { holder: 'Grace' } });
      const { Items } = await stage.table.send(
        new ScanCommand({ TableName: stage.outputs['TableName'], ConsistentRead: true }),
      );
      const seen = JSON.stringify([
        Items,
        await historyOf('secrets', 's'),
        await describe('secrets', 's'),
        notices,
        logged,
      ]);
      expect(seen).toContain('Grace');
      expect(seen).not.toContain('SECRET');
    },
  ],
];

import { afterEach, describe, expect, test } from '@jest/globals';
import { address } from '../../lib/console/address.ts';
import type { InstanceAnswer, InstancesAnswer } from '../../lib/console/api.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import { account, incident, order } from '../layout/rich.ts';
import { inTwoRegions, shipped, shipping, withDecision } from './nested-runs.ts';
import type { Stage } from './stage.ts';
import { openStage } from './stage.ts';
import type { Story } from './story.ts';

const NOW = Date.parse('2026-11-20T12:00:00.000Z');
let stage: Stage | undefined;
afterEach(async () => {
  await stage?.stop();
  stage = undefined;
});

async function told<T>(choreography: Choreography, story: Story, path: string): Promise<T> {
  stage = await openStage({ choreographies: [choreography], now: () => NOW });
  await stage.add(story);
  const response = await stage.console.fetch(new Request(`http://localhost/api${path}`));
  return (await response.json()) as T;
}
const instance = (choreography: Choreography, story: Story) =>
  told<InstanceAnswer>(choreography, story, address.instance(choreography.id, 'a'));

describe('an instance in several regions', () => {
  test('stands in each of them, and its way has a part in each', async () => {
    const answer = await instance(account, inTwoRegions('a', NOW - 3_600_000));
    expect(answer.places.map(({ state }) => state)).toStrictEqual(['Address check pending']);
    expect(answer.marks).toStrictEqual({
      '': 'passed',
      Checks: 'current',
      '#region ["Checks","Identity check"]': 'passed',
      'Identity check pending': 'passed',
      'Identity flagged': 'passed',
      '#region ["Checks","Address check"]': 'current',
      'Address check pending': 'current',
    });
    expect(answer.taken).toStrictEqual([
      '["","Checks"]',
      '["Identity check pending","Identity flagged"]',
      '["#start #region [\\"Checks\\",\\"Identity check\\"]","Identity check pending"]',
      '["#start #region [\\"Checks\\",\\"Address check\\"]","Address check pending"]',
    ]);
    expect(answer.awaited.map(({ event, state }) => [event, state])).toStrictEqual([
      ['Address Checked', 'Address check pending'],
      ['Application Withdrawn', 'Address check pending'],
    ]);
    expect(answer.timeline.map(({ title, detail }) => [title, detail])).toStrictEqual([
      ['Account Requested', 'Start → Checks'],
      ['Identity Checked', 'Identity check pending → Identity flagged'],
    ]);
  });

  test('is found by a region’s state, and by the parallel around it', async () => {
    const path = `/choreographies/${account.id}/instances?state=`;
    for (const [state, count] of [
      ['Address check pending', 1],
      ['Checks', 1],
      ['Human review', 0],
    ] as const) {
      const story = inTwoRegions('a', NOW - 3_600_000);
      const { instances } = await told<InstancesAnswer>(account, story, path + encodeURIComponent(state));
      expect([state, instances.length]).toStrictEqual([state, count]);
      await stage?.stop();
    }
  });
});

test('the items of a forEach are counted where they stand, and what they still await is told for each', async () => {
  const answer = await instance(order, shipping('a', NOW - 3_600_000));
  expect(answer.items).toStrictEqual({ Shipping: { Waiting: 27, 'On its way': 1, Delivered: 12 } });
  expect(answer.marks).toMatchObject({
    Handling: 'current',
    Shipping: 'current',
    Waiting: 'current',
    'On its way': 'current',
    Delivered: 'passed',
  });
  expect(answer.marks['Line dropped']).toBeUndefined();
  expect(
    answer.awaited.map(({ event, items, ways }) => [event, items, ways.map(({ to }) => to)]),
  ).toStrictEqual([
    ['Line Shipped', { count: 27, of: 40 }, ['On its way']],
    ['Line Delivered', { count: 1, of: 40 }, ['Delivered']],
    ['Order Cancelled', undefined, ['Cancelled']],
  ]);
});

test('what happens to the items of a forEach is told, and ways that act by what they are', async () => {
  const answer = await instance(order, shipped('a', NOW - 3_600_000));
  expect(answer.timeline.map(({ title, detail }) => [title, detail])).toStrictEqual([
    ['Order Placed', 'Start → Shipping'],
    ['Line Shipped', 'Waiting → On its way: a'],
    ['Note', 'Stays in Shipping'],
    ['Line Shipped', 'Waiting → On its way: b'],
    ['Line Delivered', 'On its way → Delivered: a, b'],
  ]);
  expect(answer.items).toStrictEqual({ Shipping: { Delivered: 2 } });
  expect(answer.marks).toMatchObject({ Waiting: 'passed', 'On its way': 'passed', Delivered: 'passed' });
  expect(answer.taken).toContain('["Waiting","On its way"]');
  expect(answer.taken).toContain('["On its way","Delivered"]');
});

test('an instant that stands for never is no deadline', async () => {
  const { places } = await instance(order, shipped('a', NOW - 3_600_000));
  expect(places.map(({ state, deadline }) => [state, deadline])).toStrictEqual([['Shipping', undefined]]);
});

test('decisions, actions, deadlines and reminders are told; helper states are passed through', async () => {
  const answer = await instance(incident, withDecision('a', NOW - 3_600_000));
  expect(answer.timeline.map(({ title, detail }) => [title, detail])).toStrictEqual([
    ['Incident Detected', 'Start → Triage'],
    ['Deadline passed', 'Triage → Awaiting approval'],
    ['Notified', 'in Awaiting approval'],
    ['Containment Approved', 'Awaiting approval → Containing'],
    ['Note', 'Stays in Containing'],
    ['Containment Failed', 'Containing → Awaiting approval'],
  ]);
  expect(answer.taken).toStrictEqual([
    '["","Triage"]',
    '["Triage","Response"]',
    '["Awaiting approval","Containing"]',
    '["Containing","Awaiting approval"]',
    '["#start Response","Containment"]',
    '["#start Containment","Awaiting approval"]',
  ]);
  expect(answer.marks).toStrictEqual({
    '': 'passed',
    Triage: 'passed',
    Response: 'current',
    Containment: 'current',
    'Awaiting approval': 'current',
    Containing: 'passed',
  });
});

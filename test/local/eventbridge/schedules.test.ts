import { describe, expect, test } from '@jest/globals';
import { parseSchedule } from '../../../lib/local/eventbridge/schedule.ts';
import { bench, QUEUE } from './harness.ts';

const SINCE = Date.parse('2026-01-01T00:00:30Z');

/** The first instants of a schedule, as ISO 8601. */
function firstOf(text: string, count: number): readonly string[] {
  const schedule = parseSchedule(text, SINCE);
  if (schedule === undefined) throw new Error('is not valid');
  const instants: string[] = [];
  for (let at: number | undefined = SINCE; instants.length < count;) {
    at = schedule.next(at);
    if (at === undefined) break;
    instants.push(new Date(at).toISOString().slice(0, 19));
  }
  return instants;
}

describe('schedules', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['rate(1 minute)', ['2026-01-01T00:01:30', '2026-01-01T00:02:30']],
    ['rate(5 hours)', ['2026-01-01T05:00:30', '2026-01-01T10:00:30']],
    ['rate(2 days)', ['2026-01-03T00:00:30']],
    ['cron(* * * * ? *)', ['2026-01-01T00:01:00', '2026-01-01T00:02:00']],
    ['cron(0/15 * * * ? *)', ['2026-01-01T00:15:00', '2026-01-01T00:30:00']],
    ['cron(0 12 ? * MON-FRI *)', ['2026-01-01T12:00:00', '2026-01-02T12:00:00', '2026-01-05T12:00:00']],
    ['cron(30 6,18 1 2-3 ? *)', ['2026-02-01T06:30:00', '2026-02-01T18:30:00', '2026-03-01T06:30:00']],
    ['cron(0 0 ? * 1 *)', ['2026-01-04T00:00:00']],
    ['cron(0 0 29 FEB ? *)', ['2028-02-29T00:00:00']],
    ['cron(0 0 1 1 ? 2020)', []],
  ];
  for (const [text, instants] of cases)
    test(`${text} comes when it says`, () => {
      expect(firstOf(text, instants.length === 0 ? 1 : instants.length)).toEqual(instants);
    });

  for (const text of [
    'rate(0 minutes)',
    'rate(1 minutes)',
    'rate(2 minute)',
    'rate(1 second)',
    'cron(0 0 * * * *)',
    'cron(0 0 ? * ? *)',
    'cron(60 0 * * ? *)',
    'cron(0 0 L * ? *)',
    'cron(0 0 * * ?)',
    'every minute',
  ])
    test(`${text} is refused`, () => expect(parseSchedule(text, SINCE)).toBeUndefined());
});

describe('a rule on a schedule', () => {
  test('sends its event each time while it is enabled', async () => {
    const on = bench();
    await on.call('PutRule', { Name: 'tick', ScheduleExpression: 'rate(1 minute)' });
    await on.call('PutTargets', { Rule: 'tick', Targets: [{ Id: '1', Arn: QUEUE }] });
    await on.clock.by(179_999);
    expect(on.delivered.length).toBe(2);
    expect(on.delivered[0]?.body).toBe(
      '{"version":"0","id":"id-1","detail-type":"Scheduled Event","source":"aws.events","account":"111122223333","time":"2026-01-01T00:01:00Z","region":"eu-west-1","resources":["arn:aws:events:eu-west-1:111122223333:rule/tick"],"detail":{}}',
    );
    await on.call('DisableRule', { Name: 'tick' });
    await on.clock.by(600_000);
    expect(on.delivered.length).toBe(2);
    await on.call('EnableRule', { Name: 'tick' });
    await on.clock.by(60_000);
    expect(on.delivered.length).toBe(3);
    on.events.stop();
    expect(on.clock.pending).toBe(0);
  });
});

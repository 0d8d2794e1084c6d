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
    ['cron(0 0 1 1 ? 2500)', []],
    ['cron(0 0 L * ? *)', ['2026-01-31T00:00:00', '2026-02-28T00:00:00', '2026-03-31T00:00:00']],
    // The 1st is a Sunday in February and March, a Saturday in August; the 31st a Sunday in May.
    ['cron(0 0 1W 2,3,8 ? *)', ['2026-02-02T00:00:00', '2026-03-02T00:00:00', '2026-08-03T00:00:00']],
    ['cron(0 0 31W 1-5 ? *)', ['2026-01-30T00:00:00', '2026-03-31T00:00:00', '2026-05-29T00:00:00']],
    ['cron(0 0 LW * ? *)', ['2026-01-30T00:00:00', '2026-02-27T00:00:00', '2026-03-31T00:00:00']],
    ['cron(15 10 ? * 6L 2026)', ['2026-01-30T10:15:00', '2026-02-27T10:15:00']],
    ['cron(0 0 ? * TUE#2 *)', ['2026-01-13T00:00:00', '2026-02-10T00:00:00']],
    ['cron(0 0 ? * 5#5 *)', ['2026-01-29T00:00:00', '2026-04-30T00:00:00']],
    ['cron(0 0 ? * L *)', ['2026-01-03T00:00:00', '2026-01-10T00:00:00']],
    ['cron(0 23-1 ? * FRI-SUN *)', ['2026-01-02T00:00:00', '2026-01-02T01:00:00', '2026-01-02T23:00:00']],
    ['cron(0 0 L-2 * ? *)', ['2026-01-29T00:00:00', '2026-02-26T00:00:00', '2026-03-29T00:00:00']],
    // The last but one is a Sunday in November 2026, a Saturday in January 2027.
    ['cron(0 0 L-1W 10-12 ? *)', ['2026-10-30T00:00:00', '2026-11-30T00:00:00', '2026-12-30T00:00:00']],
    ['cron(0 0 L-1W 1 ? 2027)', ['2027-01-29T00:00:00']],
    ['cron(0 0 L-30 2-3 ? *)', ['2026-03-01T00:00:00', '2027-03-01T00:00:00']],
    ['cron(0 0 ? * Monday-TUESDAY *)', ['2026-01-05T00:00:00', '2026-01-06T00:00:00']],
    ['cron(0 0 ? january fridayL *)', ['2026-01-30T00:00:00', '2027-01-29T00:00:00']],
    ['cron(0 0 30-2W * ? *)', ['2026-01-02T00:00:00', '2026-01-30T00:00:00']],
    ['cron(5/0 0 1 1 ? *)', ['2026-01-01T00:05:00', '2027-01-01T00:05:00']],
    ['cron(0 0 1 1 ? 0-2147483647/1014)', ['2028-01-01T00:00:00']],
    ['rate(01 minute)', ['2026-01-01T00:01:30']],
    ['cron(0 20-2/3 1 1 ? 2027)', ['2027-01-01T02:00:00', '2027-01-01T20:00:00', '2027-01-01T23:00:00']],
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
    'rate(01 minutes)',
    'rate(2147483648 minutes)',
    'rate( 5 minutes)',
    'cron(0 0 * * * *)',
    'cron(0 0 ? * ? *)',
    'cron(60 0 * * ? *)',
    'cron(0 0 32W * ? *)',
    'cron(0 0 L,W * ? *)',
    'cron(0 0 ? * 8L *)',
    'cron(0 0 ? * 3#6 *)',
    'cron(0 0 ? * 3#1,6#3 *)',
    'cron(0 24-2 * * ? *)',
    'cron( 0 0 * * ? *)',
    'cron(0  0 * * ? *)',
    'cron(0 0 L-31 * ? *)',
    'cron(0 0 10,15W * ? *)',
    'cron(0 0 0W * ? *)',
    'cron(*-5 0 * * ? *)',
    'cron(0/-1 0 * * ? *)',
    'cron(0 0 * * ? 2028-2027)',
    'cron(0 0 * * ? 2147483648)',
    'cron(0 0 * FOO ? *)',
    'cron(0 0 * * ?)',
    'every minute',
  ])
    test(`${text} is refused`, () => expect(parseSchedule(text, SINCE)).toBeUndefined());
});

describe('a rule on a schedule', () => {
  test('comes no more often than machines can serve where days pass in seconds, and leaves nothing out for good', async () => {
    const on = bench();
    const pace = 3600;
    const after = (ms: number, fire: () => void) => on.clock.at(on.clock.now() + ms * pace, fire);
    Object.assign(on.clock, { pace, after });
    for (const [name, ScheduleExpression] of [
      ['often', 'rate(1 minute)'],
      ['daily', 'cron(0,1 12 * * ? *)'],
    ] as const) {
      await on.call('PutRule', { Name: name, ScheduleExpression });
      await on.call('PutTargets', { Rule: name, Targets: [{ Id: '1', Arn: QUEUE }] });
    }
    await on.clock.by(24 * 3_600_000);
    const times = (name: string) =>
      on.delivered.flatMap(({ body }) =>
        body.includes(`rule/${name}"`) ? [/T(\d\d:\d\d)/.exec(body)?.[1]] : [],
      );
    // 50 milliseconds of the machine are three minutes.
    expect(times('often')).toHaveLength((24 * 60) / 3);
    expect(times('often').slice(0, 3)).toEqual(['00:01', '00:04', '00:07']);
    expect(times('daily')).toEqual(['12:00', '12:03']);
  });

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

  test('sends it on the bus, where rules and archives of events find it', async () => {
    const on = bench();
    const bus = 'arn:aws:events:eu-west-1:111122223333:event-bus/default';
    const EventPattern = '{"source":["aws.events"],"detail-type":["Scheduled Event"]}';
    const ScheduleExpression = 'rate(1 minute)';
    await on.call('CreateArchive', { ArchiveName: 'all', EventSourceArn: bus });
    for (const [Name, rule] of Object.entries({
      tick: { ScheduleExpression, EventPattern },
      told: { EventPattern },
      other: { EventPattern: '{"source":["shop"]}' },
    })) {
      await on.call('PutRule', { Name, ...rule });
      await on.call('PutTargets', { Rule: Name, Targets: [{ Id: '1', Arn: `${QUEUE}-${Name}` }] });
    }
    await on.clock.by(60_000);
    expect(on.delivered.map(({ to }) => to)).toEqual([`${QUEUE}-tick`, `${QUEUE}-told`]);
    expect(on.delivered[1]?.body).toBe(on.delivered[0]?.body);
    expect(await on.call('DescribeArchive', { ArchiveName: 'all' })).toMatchObject({ EventCount: 1 });
    on.events.stop();
  });
});

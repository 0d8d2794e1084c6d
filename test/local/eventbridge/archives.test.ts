import { describe, expect, test } from '@jest/globals';
import { objectOf, parseJson, textOf, type JsonObject } from '../../../lib/local/json.ts';
import { refusal } from '../sqs/harness.ts';
import { bench, QUEUE, type Bench } from './harness.ts';

const PREFIX = 'arn:aws:events:eu-west-1:111122223333:';
const BUS = `${PREFIX}event-bus/default`;
const ARCHIVE = `${PREFIX}archive/all`;
/** The bench's clock begins there. */
const START = Date.parse('2026-01-01T00:00:00Z') / 1000;
const REPLAY = {
  ReplayName: 'again',
  EventSourceArn: ARCHIVE,
  EventStartTime: START,
  EventEndTime: START + 1000,
  Destination: { Arn: BUS },
};

async function archived(definition: JsonObject = {}): Promise<Bench> {
  const on = bench();
  await on.call('CreateArchive', { ArchiveName: 'all', EventSourceArn: BUS, ...definition });
  return on;
}

function bodies({ delivered }: Bench): JsonObject[] {
  return delivered.splice(0).map(({ body }) => {
    const parsed = parseJson(body);
    return parsed.kind === 'json' ? objectOf(parsed.value) : {};
  });
}

describe('an archive', () => {
  test('is created, described, listed, updated and deleted', async () => {
    const { call, put } = await archived({ Description: 'Everything', RetentionDays: 3 });
    await put({});
    const state = { State: 'ENABLED', CreationTime: START };
    const { SizeBytes: size, ...described } = await call('DescribeArchive', { ArchiveName: 'all' });
    expect(described).toEqual({
      ...state,
      ArchiveArn: ARCHIVE,
      ArchiveName: 'all',
      EventSourceArn: BUS,
      Description: 'Everything',
      RetentionDays: 3,
      EventCount: 1,
    });
    expect(size).toBe(
      '{"version":"0","id":"id-1","detail-type":"Placed","source":"shop","account":"111122223333","time":"2026-01-01T00:00:00Z","region":"eu-west-1","resources":[],"detail":{"id":1}}'
        .length,
    );
    const pattern = '{"source":["shop"]}';
    expect(await call('UpdateArchive', { ArchiveName: 'all', EventPattern: pattern })).toEqual({
      ...state,
      ArchiveArn: ARCHIVE,
    });
    expect(await call('DescribeArchive', { ArchiveName: 'all' })).toMatchObject({
      Description: 'Everything',
      EventPattern: pattern,
    });
    expect(await call('ListArchives', { NamePrefix: 'a' })).toMatchObject({
      Archives: [{ ArchiveName: 'all', EventCount: 1 }],
    });
    expect(await call('ListArchives', { EventSourceArn: `${BUS}s` })).toEqual({ Archives: [] });
    await call('DeleteArchive', { ArchiveName: 'all' });
    expect(await refusal(call('DescribeArchive', { ArchiveName: 'all' }))).toEqual([
      'ResourceNotFoundException',
      'Archive all does not exist.',
    ]);
  });

  test('has a rule on its bus that EventBridge manages', async () => {
    const { call } = await archived({ EventPattern: '{ "detail": { "n": [1.0] } }' });
    await call('PutRule', { Name: 'own', EventPattern: '{"source":["shop"]}' });
    const Rule = 'Events-Archive-all';
    const rule = {
      Name: Rule,
      Arn: `${PREFIX}rule/${Rule}`,
      EventPattern: '{"detail":{"n":[1.0]},"replay-name":[{"exists":false}]}',
      State: 'ENABLED',
      ManagedBy: 'prod.vhs.events.aws.internal',
      EventBusName: 'default',
    };
    expect(await call('ListRules', {})).toMatchObject({ Rules: [rule, { Name: 'own' }] });
    expect(await call('DescribeRule', { Name: Rule })).toEqual({ ...rule, CreatedBy: '111122223333' });
    expect(await call('ListTargetsByRule', { Rule })).toMatchObject({
      Targets: [{ Id: Rule, Arn: 'arn:aws:events:eu-west-1:::' }],
    });
    const modified = ['ManagedRuleException', `${Rule} is a managed rule and can't be modified.`];
    expect(await refusal(call('PutRule', { Name: Rule, EventPattern: '{"source":["a"]}' }))).toEqual(
      modified,
    );
    expect(await refusal(call('DisableRule', { Name: Rule }))).toEqual(modified);
    expect(await refusal(call('PutTargets', { Rule, Targets: [{ Id: '1', Arn: QUEUE }] }))).toEqual(modified);
    const message = `${Rule} is a managed rule. Set 'force' parameter to true to override.`;
    const forced = ['ManagedRuleException', message];
    expect(await refusal(call('DeleteRule', { Name: Rule }))).toEqual(forced);
    expect(await refusal(call('RemoveTargets', { Rule, Ids: [Rule] }))).toEqual(forced);
    expect((await refusal(call('DeleteRule', { Name: Rule, Force: true })))[1]).toBe(
      `${Rule} is a managed rule of an archive; in the local cloud it goes with the archive only.`,
    );
    await call('DeleteArchive', { ArchiveName: 'all' });
    expect((await refusal(call('DescribeRule', { Name: Rule })))[0]).toBe('ResourceNotFoundException');
  });

  test('keeps its bus', async () => {
    const { call } = bench();
    await call('CreateEventBus', { Name: 'cars' });
    const bus = `${PREFIX}event-bus/cars`;
    await call('CreateArchive', { ArchiveName: 'all', EventSourceArn: bus });
    expect(await refusal(call('DeleteEventBus', { Name: 'cars' }))).toEqual([
      'ValidationException',
      "Event bus can't be deleted since it has rules.",
    ]);
    await call('DeleteArchive', { ArchiveName: 'all' });
    expect(await call('DeleteEventBus', { Name: 'cars' })).toEqual({});
  });

  test('is refused twice, of no bus, with a pattern that is none', async () => {
    const { call } = await archived();
    const create = (input: JsonObject) =>
      refusal(call('CreateArchive', { ArchiveName: 'other', EventSourceArn: BUS, ...input }));
    expect(await create({ ArchiveName: 'all' })).toEqual([
      'ResourceAlreadyExistsException',
      'Archive all already exists.',
    ]);
    expect(await create({ EventSourceArn: `${PREFIX}event-bus/none` })).toEqual([
      'ResourceNotFoundException',
      `Event bus ${PREFIX}event-bus/none does not exist.`,
    ]);
    expect((await create({ EventPattern: '{"source":"shop"}' }))[0]).toBe('InvalidEventPatternException');
    expect((await create({ RetentionDays: -1 }))[0]).toBe('ValidationException');
    expect((await create({ ArchiveName: 'a/b' }))[0]).toBe('ValidationException');
  });

  test('keeps what its pattern matches, for as many days as it is told', async () => {
    const { call, put, clock } = await archived({ EventPattern: '{"source":["shop"]}', RetentionDays: 1 });
    await put({});
    await put({ Source: 'other' });
    expect(await call('DescribeArchive', { ArchiveName: 'all' })).toMatchObject({ EventCount: 1 });
    await clock.by(86_400_000);
    expect(await call('DescribeArchive', { ArchiveName: 'all' })).toMatchObject({ EventCount: 1 });
    await clock.by(1000);
    expect(await call('DescribeArchive', { ArchiveName: 'all' })).toMatchObject({
      EventCount: 0,
      SizeBytes: 0,
    });
  });
});

describe('a replay', () => {
  test('sends the events of its time once more, with their time and its name, and archives none again', async () => {
    const on = await archived();
    await on.rule('{"source":["shop"]}');
    for (const [second, id] of [
      [-1, 'before'],
      [0, 'first'],
      [1000, 'last'],
      [1001, 'after'],
    ] as const)
      await on.put({ Time: START + second, Detail: JSON.stringify({ id }) });
    bodies(on);
    await on.clock.by(5000);
    expect(await on.call('StartReplay', REPLAY)).toEqual({
      ReplayArn: `${PREFIX}replay/again`,
      State: 'STARTING',
      ReplayStartTime: START + 5,
    });
    await on.clock.by(1);
    expect(bodies(on)).toMatchObject([
      { id: 'id-2', time: '2026-01-01T00:00:00Z', detail: { id: 'first' }, 'replay-name': 'again' },
      { id: 'id-3', time: '2026-01-01T00:16:40Z', detail: { id: 'last' }, 'replay-name': 'again' },
    ]);
    expect(await on.call('DescribeReplay', { ReplayName: 'again' })).toEqual({
      ReplayArn: `${PREFIX}replay/again`,
      ReplayName: 'again',
      EventSourceArn: ARCHIVE,
      Destination: { Arn: BUS },
      State: 'COMPLETED',
      EventStartTime: START,
      EventEndTime: START + 1000,
      EventLastReplayedTime: START + 1000,
      ReplayStartTime: START + 5,
      ReplayEndTime: START + 5,
    });
    expect(await on.call('DescribeArchive', { ArchiveName: 'all' })).toMatchObject({ EventCount: 4 });
    expect(await on.call('ListReplays', { State: 'COMPLETED' })).toMatchObject({
      Replays: [{ ReplayName: 'again' }],
    });
    expect(await on.call('ListReplays', { State: 'RUNNING' })).toEqual({ Replays: [] });
  });

  test('goes only to the rules that it names, and patterns see where an event comes from', async () => {
    const on = await archived();
    await on.rule('{"source":["shop"]}');
    await on.call('PutRule', { Name: 'replayed', EventPattern: '{"replay-name":["again"]}' });
    const Targets = [{ Id: 't', Arn: QUEUE, InputPath: '$.detail-type' }];
    await on.call('PutTargets', { Rule: 'replayed', Targets });
    await on.put({});
    expect(on.delivered.splice(0)).toHaveLength(1);
    const FilterArns = [`${PREFIX}rule/replayed`];
    await on.call('StartReplay', { ...REPLAY, Destination: { Arn: BUS, FilterArns } });
    await on.clock.by(1);
    expect(on.delivered.map(({ body }) => body)).toEqual(['"Placed"']);
    expect(await on.call('DescribeReplay', { ReplayName: 'again' })).toMatchObject({
      Destination: { Arn: BUS, FilterArns },
    });
  });

  test('can be cancelled while it runs, and only then', async () => {
    const on = await archived();
    await on.rule('{"source":["shop"]}');
    for (let count = 0; count < 250; count += 1) await on.put({});
    on.delivered.splice(0);
    await on.call('StartReplay', REPLAY);
    // All rounds are of one instant: the cancellation comes with the first event of the second one.
    const cancelled: Promise<JsonObject>[] = [];
    on.delivered.push = (...items) => {
      const length = Array.prototype.push.apply(on.delivered, items);
      if (length === 101) cancelled.push(on.call('CancelReplay', { ReplayName: 'again' }));
      return length;
    };
    await on.clock.by(1);
    expect(await Promise.all(cancelled)).toEqual([
      { ReplayArn: `${PREFIX}replay/again`, State: 'CANCELLING' },
    ]);
    expect(on.delivered).toHaveLength(200);
    const described = await on.call('DescribeReplay', { ReplayName: 'again' });
    expect(textOf(described['State'])).toBe('CANCELLED');
    expect(await refusal(on.call('CancelReplay', { ReplayName: 'again' }))).toEqual([
      'IllegalStatusException',
      'Replay again is not in a valid state for this operation.',
    ]);
  });

  test.each<[JsonObject, string]>([
    [
      { EventEndTime: START },
      'Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.',
    ],
    [{ EventSourceArn: BUS }, 'Parameter EventSourceArn is not valid. Reason: Must contain an archive ARN.'],
    [
      { EventSourceArn: `${PREFIX}archive/none` },
      'Parameter EventSourceArn is not valid. Reason: Archive none does not exist.',
    ],
    [
      { Destination: { Arn: ARCHIVE } },
      'Parameter Destination.Arn is not valid. Reason: Must contain an event bus ARN.',
    ],
    [
      { Destination: { Arn: `${PREFIX}event-bus/other` } },
      'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
    ],
  ])('with %j is refused', async (input, message) => {
    const { call } = await archived();
    await call('CreateEventBus', { Name: 'other' });
    expect(await refusal(call('StartReplay', { ...REPLAY, ...input }))).toEqual([
      'ValidationException',
      message,
    ]);
  });

  test('of a name that is taken, and one that is not there, are refused', async () => {
    const { call } = await archived();
    await call('StartReplay', REPLAY);
    expect(await refusal(call('StartReplay', REPLAY))).toEqual([
      'ResourceAlreadyExistsException',
      'Replay again already exists.',
    ]);
    expect(await refusal(call('DescribeReplay', { ReplayName: 'none' }))).toEqual([
      'ResourceNotFoundException',
      'Replay none does not exist.',
    ]);
  });
});

test('ten replays run at once, and an eleventh is refused', async () => {
  const { call } = await archived();
  const start = (number: number) => call('StartReplay', { ...REPLAY, ReplayName: `replay-${number}` });
  for (let number = 0; number < 10; number += 1) await start(number);
  expect(await refusal(start(10))).toEqual([
    'LimitExceededException',
    'The requested resource exceeds the maximum number allowed.',
  ]);
  await call('CancelReplay', { ReplayName: 'replay-0' });
  expect(await start(10)).toMatchObject({ State: 'STARTING' });
});

import { describe, expect, test } from '@jest/globals';
import { refusal } from '../sqs/harness.ts';
import { bench, ENTRY, QUEUE } from './harness.ts';

const ALL = '{"account":["111122223333"]}';

describe('PutEvents', () => {
  test('sends the envelope to the targets of the rules that match, in time for the answer', async () => {
    const on = bench();
    await on.rule('{"source":["shop"],"detail":{"id":[{"numeric":[">",0]}]}}');
    const Time = Date.parse('2025-12-31T10:20:30.987Z') / 1000;
    const answer = await on.put({ Time, Resources: ['car/1'], Detail: ' { "id" : 1.50, "note": "ä" } ' });
    expect(answer).toEqual({ FailedEntryCount: 0, Entries: [{ EventId: 'id-1' }] });
    expect(on.delivered.map(({ to, body }) => [to, body])).toEqual([
      [
        QUEUE,
        '{"version":"0","id":"id-1","detail-type":"Placed","source":"shop","account":"111122223333","time":"2025-12-31T10:20:30Z","region":"eu-west-1","resources":["car/1"],"detail":{"id":1.50,"note":"ä"}}',
      ],
    ]);
    await on.put({ Detail: '{"id":0}' });
    await on.put({ Source: 'other' });
    expect(on.delivered.length).toBe(1);
  });

  test('takes the time of arrival where none is given', async () => {
    const on = bench();
    await on.rule(ALL);
    await on.clock.by(61_500);
    await on.put({});
    expect(on.delivered[0]?.body).toContain('"time":"2026-01-01T00:01:01Z"');
  });

  test('sends to the bus named, by name or ARN', async () => {
    const on = bench();
    await on.call('CreateEventBus', { Name: 'cars' });
    await on.call('PutRule', { Name: 'r', EventBusName: 'cars', EventPattern: ALL });
    await on.call('PutTargets', { Rule: 'r', EventBusName: 'cars', Targets: [{ Id: '1', Arn: QUEUE }] });
    await on.put({});
    expect(on.delivered.length).toBe(0);
    await on.put({ EventBusName: 'cars' });
    await on.put({ EventBusName: 'arn:aws:events:eu-west-1:111122223333:event-bus/cars' });
    expect(on.delivered.length).toBe(2);
  });

  test('drops an event for a bus that is not there, and says so in the log only', async () => {
    const on = bench();
    expect(await on.put({ EventBusName: 'none' })).toMatchObject({ FailedEntryCount: 0 });
    expect(on.log).toEqual([
      {
        source: 'cloud',
        level: 'warning',
        text: 'Event id-1 (Placed) is dropped: there is no event bus none.',
      },
    ]);
  });

  test('refuses entries one by one', async () => {
    const on = bench();
    await on.rule(ALL);
    const required = (name: string) => ({
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
    });
    const malformed = { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    const Entries = [
      { DetailType: 'x', Detail: '{}' },
      { Source: 'x', Detail: '{}' },
      { Source: 'x', DetailType: 'x' },
      { ...ENTRY, Detail: '{' },
      { ...ENTRY, Detail: '[]' },
      { ...ENTRY, Source: 'aws.states' },
      ENTRY,
    ];
    expect(await on.call('PutEvents', { Entries })).toEqual({
      FailedEntryCount: 6,
      Entries: [
        required('Source'),
        required('DetailType'),
        required('Detail'),
        malformed,
        malformed,
        { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
        { EventId: 'id-1' },
      ],
    });
    expect(on.delivered.length).toBe(1);
  });

  test('takes one to ten entries of less than one mebibyte together', async () => {
    const on = bench();
    const code = async (Entries: readonly (typeof ENTRY)[]): Promise<string> =>
      (await refusal(on.call('PutEvents', { Entries })))[0];
    expect(await code([])).toBe('ValidationException');
    expect(await code(Array<typeof ENTRY>(11).fill(ENTRY))).toBe('ValidationException');
    const half = { ...ENTRY, Detail: `{"x":"${'x'.repeat(524_288)}"}` };
    expect(await refusal(on.call('PutEvents', { Entries: [half, half] }))).toEqual([
      'ValidationException',
      'Total size of the entries in the request is over the limit.',
    ]);
    expect(await on.call('PutEvents', { Entries: [half] })).toMatchObject({ FailedEntryCount: 0 });
    const sized = (bytes: number): typeof ENTRY => {
      const rest = ENTRY.Source.length + ENTRY.DetailType.length + '{"x":""}'.length;
      return { ...ENTRY, Detail: `{"x":"${'x'.repeat(bytes - rest)}"}` };
    };
    expect(await on.call('PutEvents', { Entries: [sized(1_048_575)] })).toMatchObject({
      FailedEntryCount: 0,
    });
    expect(await code([sized(1_048_576)])).toBe('ValidationException');
  });
});

describe('events of AWS itself', () => {
  test('come on the default bus', async () => {
    const on = bench();
    await on.rule('{"source":["aws.states"]}');
    const event = { source: 'aws.states', detailType: 'Changed', detail: '{"a":1}', resources: ['x'] };
    expect(on.events.publish(event)).toBe('id-1');
    expect(on.delivered[0]?.body).toContain('"source":"aws.states"');
  });
});

describe('TestEventPattern', () => {
  const EVENT =
    '{"id":"1","source":"s","detail-type":"d","account":"1","region":"r","time":"2022-07-13T13:48:01Z","detail":{"a":1}}';

  test('answers whether the pattern matches', async () => {
    const { call } = bench();
    expect(await call('TestEventPattern', { EventPattern: '{"detail":{"a":[1]}}', Event: EVENT })).toEqual({
      Result: true,
    });
    expect(await call('TestEventPattern', { EventPattern: '{"detail":{"a":[2]}}', Event: EVENT })).toEqual({
      Result: false,
    });
  });

  const refused: readonly (readonly [string, string, string])[] = [
    [
      '{"a":"x"}',
      EVENT,
      'Event pattern is not valid. Reason: "a" must be an object or an array\n at [Source: (String)"{"a":"x"}"; line: 1, column: 7]',
    ],
    [
      '{"a":[{"anything-but":[null]}]}',
      EVENT,
      'Event pattern is not valid. Reason: Inside anything but list, start|null|boolean is not supported.' +
        '\n at [Source: (String)"{"a":[{"anything-but":[null]}]}"; line: 1, column: 28]'.repeat(2),
    ],
    [
      '{"a":[{"cidr":"host"}]}',
      EVENT,
      "Event pattern is not valid. Reason: Malformed CIDR, one '/' required",
    ],
    ['{"a":["x"]}', 'plain', 'Parameter Event is not valid.'],
    ['{"a":["x"]}', '[]', 'Parameter Event is not valid.'],
    [
      '{"a":["x"]}',
      EVENT.replace('2022-07-13T13:48:01Z', 'now'),
      'Parameter Event is not valid. Reason: Invalid time.',
    ],
    [
      '{"a":["x"]}',
      EVENT.replace('"2022-07-13T13:48:01Z"', '1657720081'),
      'Parameter Event is not valid. Reason: Invalid time.',
    ],
    [
      '{"a":["x"]}',
      '{"id":"1","source":"s","account":"1","region":"r"}',
      'Parameter Event is not valid. Reason: Missing required fields: time, detail-type',
    ],
  ];
  for (const [EventPattern, Event, message] of refused)
    test(`refuses: ${message}`, async () => {
      expect(await refusal(bench().call('TestEventPattern', { EventPattern, Event }))).toEqual([
        'InvalidEventPatternException',
        message,
      ]);
    });
});

describe('what is not there', () => {
  test('is refused by name', async () => {
    const { call } = bench();
    expect(await refusal(call('CreateConnection', {}))).toEqual([
      'UnknownOperationException',
      "EventBridge's CreateConnection is not there in the local cloud",
    ]);
    expect(await refusal(call('PutPermission', {}))).toEqual([
      'UnknownOperationException',
      "EventBridge's PutPermission is not there in the local cloud",
    ]);
    expect((await refusal(call('PutEvents', { Entries: [ENTRY], EndpointId: 'e' })))[0]).toBe(
      'ValidationException',
    );
  });
});

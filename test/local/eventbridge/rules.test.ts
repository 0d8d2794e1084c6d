import { describe, expect, test } from '@jest/globals';
import { refusal } from '../sqs/harness.ts';
import { bench, DEAD, QUEUE } from './harness.ts';

const ALL = '{"account":["111122223333"]}';
const RULE_ARN = 'arn:aws:events:eu-west-1:111122223333:rule/';

describe('buses', () => {
  test('are created, described, listed and deleted; default is always there', async () => {
    const { call } = bench();
    const arn = 'arn:aws:events:eu-west-1:111122223333:event-bus/';
    expect(await call('CreateEventBus', { Name: 'cars' })).toEqual({ EventBusArn: `${arn}cars` });
    expect(await call('DescribeEventBus', {})).toMatchObject({ Name: 'default', Arn: `${arn}default` });
    expect(await call('ListEventBuses', {})).toMatchObject({
      EventBuses: [{ Name: 'cars' }, { Name: 'default' }],
    });
    expect(await call('ListEventBuses', { NamePrefix: 'c' })).toMatchObject({
      EventBuses: [{ Name: 'cars' }],
    });
    expect(await refusal(call('CreateEventBus', { Name: 'cars' }))).toEqual([
      'ResourceAlreadyExistsException',
      'Event bus cars already exists.',
    ]);
    await call('DeleteEventBus', { Name: 'cars' });
    expect(await refusal(call('DescribeEventBus', { Name: 'cars' }))).toEqual([
      'ResourceNotFoundException',
      'Event bus cars does not exist.',
    ]);
    expect((await refusal(call('DeleteEventBus', { Name: 'default' })))[0]).toBe('ValidationException');
    expect(await refusal(call('CreateEventBus', { Name: 'a/b' }))).toEqual([
      'ValidationException',
      "Event bus name must not contain '/'.",
    ]);
    const DeadLetterConfig = { Arn: 'arn:aws:sns:eu-west-1:111122223333:t' };
    expect(await refusal(call('CreateEventBus', { Name: 'c', DeadLetterConfig }))).toEqual([
      'ValidationException',
      'sns is not supported as a dead letter resource',
    ]);
  });

  test('are found by their own ARN, not by that of another region or account', async () => {
    const { call } = bench();
    await call('CreateEventBus', { Name: 'cars' });
    const arn = (place: string) => `arn:aws:events:${place}:event-bus/cars`;
    expect(await call('DescribeEventBus', { Name: arn('eu-west-1:111122223333') })).toMatchObject({
      Name: 'cars',
    });
    for (const place of ['eu-west-2:111122223333', 'eu-west-1:111122224444'])
      expect((await refusal(call('DescribeEventBus', { Name: arn(place) })))[0]).toBe(
        'ResourceNotFoundException',
      );
  });

  test('show what they were given, and what was changed of it', async () => {
    const { call, clock } = bench();
    const settings = { Description: 'of cars', DeadLetterConfig: { Arn: DEAD } };
    const Tags = [{ Key: 'team', Value: 'a' }];
    const made = await call('CreateEventBus', { Name: 'cars', ...settings, Tags });
    expect(made).toEqual({
      EventBusArn: 'arn:aws:events:eu-west-1:111122223333:event-bus/cars',
      ...settings,
    });
    expect(await call('ListTagsForResource', { ResourceARN: made['EventBusArn'] ?? '' })).toEqual({ Tags });
    await call('PutRule', { Name: 'r', EventBusName: 'cars', EventPattern: ALL });
    await clock.by(5000);
    expect(await call('UpdateEventBus', { Name: 'cars', Description: 'of all cars' })).toEqual({
      ...{ Arn: made['EventBusArn'], Name: 'cars', ...settings },
      Description: 'of all cars',
    });
    const described = await call('DescribeEventBus', { Name: 'cars' });
    expect(described).toMatchObject({ ...settings, Description: 'of all cars' });
    expect(Number(described['LastModifiedTime']) - Number(described['CreationTime'])).toBe(5);
    expect(await call('ListRules', { EventBusName: 'cars' })).toMatchObject({ Rules: [{ Name: 'r' }] });
    expect(await refusal(call('UpdateEventBus', { Name: 'none' }))).toEqual([
      'ResourceNotFoundException',
      'Event bus none does not exist.',
    ]);
    const partner = { Name: 'p', EventSourceName: 'aws.partner/p' };
    expect((await refusal(call('CreateEventBus', partner)))[0]).toBe('ValidationException');
  });
});

describe('rules', () => {
  test('are described as they were put', async () => {
    const { call } = bench();
    await call('CreateEventBus', { Name: 'cars' });
    const rule = { Name: 'r', EventBusName: 'cars', EventPattern: ALL, Description: 'all' };
    expect(await call('PutRule', rule)).toEqual({ RuleArn: `${RULE_ARN}cars/r` });
    expect(await call('DescribeRule', { Name: 'r', EventBusName: 'cars' })).toEqual({
      ...rule,
      Arn: `${RULE_ARN}cars/r`,
      State: 'ENABLED',
      CreatedBy: '111122223333',
    });
    expect(await call('ListRules', { EventBusName: 'cars' })).toMatchObject({ Rules: [{ Name: 'r' }] });
    expect(await call('ListRules', {})).toEqual({ Rules: [] });
    expect(await refusal(call('DescribeRule', { Name: 'r' }))).toEqual([
      'ResourceNotFoundException',
      'Rule r does not exist on EventBus default.',
    ]);
    expect((await refusal(call('DeleteEventBus', { Name: 'cars' })))[0]).toBe('ValidationException');
  });

  test('are made with tags, which putting them again leaves alone, and which go with them', async () => {
    const { call } = bench();
    const rule = { Name: 'r', EventPattern: ALL };
    const { RuleArn = '' } = await call('PutRule', { ...rule, Tags: [{ Key: 'team', Value: 'a' }] });
    await call('PutRule', { ...rule, Tags: [{ Key: 'team', Value: 'b' }] });
    expect(await call('ListTagsForResource', { ResourceARN: RuleArn })).toEqual({
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    await call('DeleteRule', { Name: 'r' });
    await call('PutRule', rule);
    expect(await call('ListTagsForResource', { ResourceARN: RuleArn })).toEqual({ Tags: [] });
  });

  test('are listed in pages', async () => {
    const { call } = bench();
    for (const Name of ['c', 'a', 'b']) await call('PutRule', { Name, EventPattern: ALL });
    const { Rules, NextToken = '' } = await call('ListRules', { Limit: 2 });
    expect(Rules).toMatchObject([{ Name: 'a' }, { Name: 'b' }]);
    expect(await call('ListRules', { Limit: 2, NextToken })).toMatchObject({ Rules: [{ Name: 'c' }] });
    expect(await refusal(call('ListRules', { NextToken: 'b' }))).toEqual([
      'ValidationException',
      'Parameter NextToken is not valid.',
    ]);
  });

  test('keep their targets when they are put again, and rest while disabled', async () => {
    const on = bench();
    await on.rule('{"source":["other"]}');
    await on.call('PutRule', { Name: 'r', EventPattern: ALL });
    await on.put({});
    await on.call('DisableRule', { Name: 'r' });
    await on.put({});
    expect(on.delivered.length).toBe(1);
    await on.call('EnableRule', { Name: 'r' });
    await on.put({});
    expect(on.delivered.length).toBe(2);
  });

  test('are deleted after their targets', async () => {
    const on = bench();
    await on.rule(ALL);
    expect(await refusal(on.call('DeleteRule', { Name: 'r' }))).toEqual([
      'ValidationException',
      "Rule can't be deleted since it has targets.",
    ]);
    await on.call('RemoveTargets', { Rule: 'r', Ids: ['t'] });
    await on.call('DeleteRule', { Name: 'r' });
    await on.call('DeleteRule', { Name: 'r' });
    expect(await on.call('ListRules', {})).toEqual({ Rules: [] });
  });

  test('have up to five targets, replaced by their ids', async () => {
    const on = bench();
    await on.rule(ALL);
    await on.call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: DEAD }] });
    expect(await on.call('ListTargetsByRule', { Rule: 'r' })).toEqual({ Targets: [{ Id: 't', Arn: DEAD }] });
    expect(await on.call('ListRuleNamesByTarget', { TargetArn: DEAD })).toEqual({ RuleNames: ['r'] });
    expect(await on.call('ListRuleNamesByTarget', { TargetArn: QUEUE })).toEqual({ RuleNames: [] });
    const Targets = ['1', '2', '3', '4', '5'].map((Id) => ({ Id, Arn: QUEUE }));
    expect((await refusal(on.call('PutTargets', { Rule: 'r', Targets })))[0]).toBe('LimitExceededException');
  });

  const refused: readonly (readonly [{ readonly [name: string]: string }, string, string])[] = [
    [
      { Name: 'r' },
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    ],
    [
      { Name: 'r', EventPattern: '{"a":1}' },
      'InvalidEventPatternException',
      'Event pattern is not valid. Reason: "a" must be an object or an array\n at [Source: (String)"{"a":1}"; line: 1, column: 7]',
    ],
    [
      { Name: 'r', ScheduleExpression: 'rate(1 minutes)' },
      'ValidationException',
      'Parameter ScheduleExpression is not valid.',
    ],
  ];
  test('for all of CloudTrail are enabled, and shown as what they are', async () => {
    const on = bench();
    const State = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    await on.call('PutRule', { Name: 'r', EventPattern: '{"source":["shop"]}', State });
    await on.call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: QUEUE }] });
    expect(await on.call('DescribeRule', { Name: 'r' })).toMatchObject({ State });
    await on.put({});
    expect(on.delivered).toHaveLength(1);
    const schedule = { Name: 's', ScheduleExpression: 'rate(1 minute)', State };
    expect(await refusal(on.call('PutRule', schedule))).toEqual([
      'ValidationException',
      `${State} rule state is not supported with scheduled rule expressions.`,
    ]);
  });

  for (const [rule, code, message] of refused)
    test(`are refused: ${message}`, async () => {
      expect(await refusal(bench().call('PutRule', rule))).toEqual([code, message]);
    });

  test('with a pattern above the quota that AWS would have to raise are put with a warning', async () => {
    const on = bench();
    await on.call('PutRule', { Name: 'r', EventPattern: `{"a":["${'x'.repeat(2048)}"]}` });
    expect(on.log.map(({ text }) => text)).toEqual([
      'Rule r: its event pattern has 2058 characters; AWS allows 2048 unless the quota was raised.',
    ]);
  });

  test('on schedules belong to the default bus', async () => {
    const { call } = bench();
    await call('CreateEventBus', { Name: 'cars' });
    const rule = { Name: 'r', EventBusName: 'cars', ScheduleExpression: 'rate(1 minute)' };
    expect(await refusal(call('PutRule', rule))).toEqual([
      'ValidationException',
      'ScheduleExpression is supported only on the default event bus.',
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { Cloud, cloudWith, EXECUTION, MACHINE, PASS, ROLE, WAITING } from './cloud.ts';

const START = 1767225600;

describe('a state machine', () => {
  test('is created once, and again with the same content', async () => {
    const cloud = new Cloud();
    expect(await cloud.create()).toEqual({ stateMachineArn: MACHINE, creationDate: START });
    await cloud.clock.by(1000);
    expect(await cloud.create()).toEqual({ stateMachineArn: MACHINE, creationDate: START });
    expect(await cloud.create(WAITING)).toEqual({
      code: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${MACHINE}'`,
    });
  });

  test('is described', async () => {
    const cloud = await cloudWith();
    expect(await cloud.call('DescribeStateMachine', { stateMachineArn: MACHINE })).toEqual({
      stateMachineArn: MACHINE,
      name: 'orders',
      status: 'ACTIVE',
      definition: JSON.stringify(PASS),
      roleArn: ROLE,
      type: 'STANDARD',
      creationDate: START,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    });
  });

  test('is updated; executions under way keep their definition', async () => {
    const cloud = await cloudWith(WAITING);
    await cloud.start('a');
    const updated = await cloud.call('UpdateStateMachine', {
      stateMachineArn: MACHINE,
      definition: JSON.stringify(PASS),
    });
    expect(updated).toEqual({ updateDate: START, revisionId: 'id-2' });
    expect(await cloud.call('DescribeStateMachine', { stateMachineArn: MACHINE })).toMatchObject({
      definition: JSON.stringify(PASS),
      revisionId: 'id-2',
    });
    expect(
      await cloud.call('DescribeStateMachineForExecution', { executionArn: `${EXECUTION}a` }),
    ).toMatchObject({ stateMachineArn: MACHINE, name: 'orders', definition: JSON.stringify(WAITING) });
  });

  test('is not updated with nothing', async () => {
    const cloud = await cloudWith();
    expect((await cloud.call('UpdateStateMachine', { stateMachineArn: MACHINE }))['code']).toBe(
      'MissingRequiredParameter',
    );
  });

  test('is listed page by page', async () => {
    const cloud = new Cloud();
    for (const name of ['a', 'b', 'c']) await cloud.create(PASS, name);
    const first = await cloud.call('ListStateMachines', { maxResults: 2 });
    expect(first['stateMachines']).toMatchObject([{ name: 'a' }, { name: 'b' }]);
    const second = await cloud.call('ListStateMachines', {
      maxResults: 2,
      nextToken: first['nextToken'] ?? '',
    });
    expect(second).toEqual({
      stateMachines: [
        {
          stateMachineArn: 'arn:aws:states:eu-central-1:123456789012:stateMachine:c',
          name: 'c',
          type: 'STANDARD',
          creationDate: START,
        },
      ],
    });
  });

  test('is deleted at once where none of its executions is under way', async () => {
    const cloud = await cloudWith();
    await cloud.start('a');
    expect(await cloud.call('DeleteStateMachine', { stateMachineArn: MACHINE })).toEqual({});
    expect(await cloud.call('DescribeStateMachine', { stateMachineArn: MACHINE })).toEqual({
      code: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${MACHINE}'`,
    });
    expect(await cloud.call('DeleteStateMachine', { stateMachineArn: MACHINE })).toEqual({});
    expect(await cloud.create()).toMatchObject({ stateMachineArn: MACHINE });
  });

  test('is being deleted as long as one is, which fails when it would enter a state', async () => {
    const { W } = WAITING.States;
    const cloud = await cloudWith({
      ...WAITING,
      States: { W: { ...W, End: false, Next: 'P' }, P: { Type: 'Pass', End: true } },
    });
    for (const name of ['a', 'b']) await cloud.start(name);
    expect(await cloud.call('DeleteStateMachine', { stateMachineArn: MACHINE })).toEqual({});
    expect(await cloud.call('DescribeStateMachine', { stateMachineArn: MACHINE })).toMatchObject({
      status: 'DELETING',
    });
    const refused = { code: 'StateMachineDeleting', message: `State Machine is being deleted: '${MACHINE}'` };
    expect(await cloud.create()).toEqual(refused);
    expect(await cloud.start('c')).toEqual(refused);
    const change = { stateMachineArn: MACHINE, definition: JSON.stringify(PASS) };
    expect(await cloud.call('UpdateStateMachine', change)).toEqual(refused);

    const [first = '', second = ''] = cloud.tokens;
    await cloud.call('SendTaskSuccess', { taskToken: first, output: '1' });
    const failure = { error: 'States.Runtime', cause: 'State machine orders has been deleted.' };
    expect(await cloud.describe('a')).toMatchObject({ status: 'FAILED', ...failure });
    const read = { executionArn: `${EXECUTION}a`, reverseOrder: true, maxResults: 2 };
    expect(await cloud.call('GetExecutionHistory', read)).toMatchObject({
      events: [
        { type: 'ExecutionFailed', executionFailedEventDetails: failure },
        { type: 'TaskStateExited', stateExitedEventDetails: { name: 'W' } },
      ],
    });
    expect(await cloud.call('RedriveExecution', { executionArn: `${EXECUTION}a` })).toEqual({
      code: 'ExecutionNotRedrivable',
      message: 'State machine is in DELETING status',
    });

    await cloud.call('SendTaskFailure', { taskToken: second });
    expect(await cloud.call('DescribeStateMachine', { stateMachineArn: MACHINE })).toMatchObject({
      code: 'StateMachineDoesNotExist',
    });
    expect(await cloud.create()).toMatchObject({ stateMachineArn: MACHINE });
  });

  test('has tags', async () => {
    const cloud = await cloudWith();
    const tag = (key: string, value: string) => ({ key, value });
    await cloud.call('TagResource', { resourceArn: MACHINE, tags: [tag('a', '1'), tag('b', '2')] });
    await cloud.call('UntagResource', { resourceArn: MACHINE, tagKeys: ['a'] });
    expect(await cloud.call('ListTagsForResource', { resourceArn: MACHINE })).toEqual({
      tags: [tag('b', '2')],
    });
  });

  test('made again is the same one, whatever is said of its role and tags', async () => {
    const cloud = new Cloud();
    const given = { name: 'orders', definition: JSON.stringify(PASS), roleArn: ROLE };
    const make = async (more: object = {}) => cloud.call('CreateStateMachine', { ...given, ...more });
    const made = await make();
    expect(made['stateMachineArn']).toBe(MACHINE);
    const tags = [{ key: 'a', value: '1' }];
    expect(await make({ roleArn: `${ROLE}2`, type: 'STANDARD', tags })).toEqual(made);
    expect((await cloud.call('DescribeStateMachine', { stateMachineArn: MACHINE }))['roleArn']).toBe(ROLE);
    const exists = {
      code: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${MACHINE}'`,
    };
    expect(await make({ definition: JSON.stringify(WAITING) })).toEqual(exists);
    expect(await make({ tracingConfiguration: { enabled: true } })).toEqual(exists);
    expect(await make({ loggingConfiguration: { level: 'ALL' } })).toEqual(exists);
  });

  test('is refused with a bad name, role, type or definition', async () => {
    const cloud = new Cloud();
    const definition = JSON.stringify(PASS);
    const good = { name: 'a', definition, roleArn: ROLE };
    expect(await cloud.call('CreateStateMachine', { ...good, name: 'a b' })).toEqual({
      code: 'InvalidName',
      message: "Invalid Name: 'a b'",
    });
    expect((await cloud.call('CreateStateMachine', { ...good, roleArn: 'x' }))['code']).toBe('InvalidArn');
    expect((await cloud.call('CreateStateMachine', { ...good, type: 'EXPRESS' }))['code']).toBe(
      'StateMachineTypeNotSupported',
    );
    expect(await cloud.call('CreateStateMachine', { name: 'a', roleArn: ROLE })).toEqual({
      code: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'definition' failed to satisfy constraint: Member must not be null",
    });
    expect(await cloud.create({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' } } })).toEqual({
      code: 'InvalidDefinition',
      message:
        "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: B at /States/A/Next, MISSING_END_STATE: Workflow has no terminal state at null'",
    });
  });

  test('is validated without being created', async () => {
    const cloud = new Cloud();
    const validate = async (definition: string) =>
      cloud.call('ValidateStateMachineDefinition', { definition });
    expect(await validate(JSON.stringify(PASS))).toEqual({ result: 'OK', diagnostics: [], truncated: false });
    expect(await validate('{"StartAt":"A","States":{"A":{"Type":"Pass"}}}')).toEqual({
      result: 'FAIL',
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'SCHEMA_VALIDATION_FAILED',
          message: 'These fields are required: [Next] or [End]',
          location: '/States/A',
        },
      ],
      truncated: false,
    });
  });
});

test('an unknown operation is refused', async () => {
  expect(await new Cloud().call('Nothing')).toEqual({
    code: 'UnknownOperationException',
    message: "Step Functions' Nothing is not there in the local cloud.",
  });
  expect((await new Cloud().call('toString'))['code']).toBe('UnknownOperationException');
});

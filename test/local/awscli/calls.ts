import { expect } from '@jest/globals';

/** What somebody with the AWS CLI tries first, and what comes back. `quick`: also in the short run of the tests. */
export type Call = {
  readonly quick?: boolean;
  /** Unknown to an AWS CLI from before 2024. */
  readonly recent?: boolean;
  readonly args: readonly string[];
  readonly gives: Gives;
};

export type Gives =
  /** Nothing at all. */
  | { readonly kind: 'nothing' }
  /** At least this. */
  | { readonly kind: 'output'; readonly value: object }
  | { readonly kind: 'error'; readonly text: string };

const ACCOUNT = 'us-east-1:000000000000';
const MACHINE = `arn:aws:states:${ACCOUNT}:stateMachine:tried`;
const EXECUTION = `arn:aws:states:${ACCOUNT}:execution:tried:first`;
const TOLD = `arn:aws:sqs:${ACCOUNT}:told`;
const NOTICES = `arn:aws:sns:${ACCOUNT}:notices`;
const RULE = `arn:aws:events:${ACCOUNT}:rule/tried`;
const HAS =
  'is not there in the local cloud, which has operations of dynamodb, events, iam, lambda, logs, sns, sqs, states, sts.';

const nothing: Gives = { kind: 'nothing' };
const output = (value: object): Gives => ({ kind: 'output', value });
const refusal = (code: string, operation: string, message: string): Gives => ({
  kind: 'error',
  text: `An error occurred (${code}) when calling the ${operation} operation: ${message}`,
});
const call = (args: readonly string[], gives: Gives): Call => ({ args, gives });
const quick = (args: readonly string[], gives: Gives): Call => ({ args, gives, quick: true });
const recent = (args: readonly string[], gives: Gives): Call => ({ args, gives, recent: true });
const json = JSON.stringify;

const EVENTS: readonly Call[] = [
  quick(
    ['events', 'put-rule', '--name', 'tried', '--event-pattern', json({ source: ['tried'] })],
    output({ RuleArn: RULE }),
  ),
  call(
    ['events', 'put-targets', '--rule', 'tried', '--targets', `Id=one,Arn=${TOLD}`],
    output({ FailedEntryCount: 0 }),
  ),
  call(
    ['events', 'list-targets-by-rule', '--rule', 'tried'],
    output({ Targets: [{ Id: 'one', Arn: TOLD }] }),
  ),
  call(['events', 'describe-rule', '--name', 'tried'], output({ Arn: RULE, State: 'ENABLED' })),
  call(['events', 'list-rules'], output({ Rules: [{ Name: 'shop-StatusRule' }, { Name: 'tried' }] })),
  call(['events', 'list-event-buses'], output({ EventBuses: [{ Name: 'default' }, { Name: 'shop' }] })),
  call(
    [
      'events',
      'test-event-pattern',
      '--event-pattern',
      json({ source: ['a'] }),
      '--event',
      json({
        id: '1',
        account: '1',
        source: 'a',
        time: '2026-01-01T00:00:00Z',
        region: 'r',
        resources: [],
        'detail-type': 't',
        detail: {},
      }),
    ],
    output({ Result: true }),
  ),
  call(
    ['events', 'put-events', '--entries', json([{ Source: 'other', DetailType: 't', Detail: '{}' }])],
    output({ FailedEntryCount: 0 }),
  ),
  call(['events', 'remove-targets', '--rule', 'tried', '--ids', 'one'], output({ FailedEntryCount: 0 })),
  call(['events', 'delete-rule', '--name', 'tried'], nothing),
  call(
    ['events', 'describe-rule', '--name', 'tried'],
    refusal('ResourceNotFoundException', 'DescribeRule', 'Rule tried does not exist on EventBus default.'),
  ),
];

const STATES: readonly Call[] = [
  quick(
    [
      'stepfunctions',
      'create-state-machine',
      '--name',
      'tried',
      '--role-arn',
      'arn:aws:iam::000000000000:role/any',
      '--definition',
      json({ StartAt: 'A', States: { A: { Type: 'Fail', Error: 'E', Cause: 'c' } } }),
    ],
    output({ stateMachineArn: MACHINE }),
  ),
  quick(
    [
      'stepfunctions',
      'start-execution',
      '--state-machine-arn',
      MACHINE,
      '--name',
      'first',
      '--input',
      '{"a":1}',
    ],
    output({ executionArn: EXECUTION }),
  ),
  call(
    ['stepfunctions', 'get-execution-history', '--execution-arn', EXECUTION, '--query', 'events[].type'],
    output(['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']),
  ),
  call(
    ['stepfunctions', 'describe-execution', '--execution-arn', EXECUTION],
    output({ status: 'FAILED', input: '{"a":1}', error: 'E', cause: 'c' }),
  ),
  recent(['stepfunctions', 'redrive-execution', '--execution-arn', EXECUTION], output({})),
  call(
    ['stepfunctions', 'list-executions', '--state-machine-arn', MACHINE, '--status-filter', 'FAILED'],
    output({ executions: [{ name: 'first', status: 'FAILED' }] }),
  ),
  recent(
    ['stepfunctions', 'validate-state-machine-definition', '--definition', '{"States":{}}'],
    output({ result: 'FAIL' }),
  ),
  call(
    ['stepfunctions', 'list-state-machines', '--query', 'sort(stateMachines[].name)'],
    output(['acting', 'tried', 'waiting']),
  ),
  call(['stepfunctions', 'list-tags-for-resource', '--resource-arn', MACHINE], output({ tags: [] })),
  call(['stepfunctions', 'delete-state-machine', '--state-machine-arn', MACHINE], nothing),
  call(
    ['stepfunctions', 'describe-state-machine', '--state-machine-arn', MACHINE],
    refusal('StateMachineDoesNotExist', 'DescribeStateMachine', `State Machine Does Not Exist: '${MACHINE}'`),
  ),
];

/** `{queue}` stands for the address of the queue `told`, `{payload}` for `{"Records":[]}` as the CLI wants it. */
const SQS: readonly Call[] = [
  quick(
    [
      'sqs',
      'send-message',
      '--queue-url',
      '{queue}',
      '--message-body',
      'hello',
      '--message-attributes',
      json({ kind: { DataType: 'String', StringValue: 'greeting' } }),
    ],
    output({
      MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592',
      MD5OfMessageAttributes: '55ed4b7836c74ac3476eb038898fee8b',
    }),
  ),
  quick(
    [
      'sqs',
      'receive-message',
      '--queue-url',
      '{queue}',
      '--message-attribute-names',
      'All',
      '--attribute-names',
      'All',
    ],
    output({
      Messages: [
        {
          Body: 'hello',
          Attributes: { ApproximateReceiveCount: '1' },
          MessageAttributes: { kind: { DataType: 'String', StringValue: 'greeting' } },
        },
      ],
    }),
  ),
  call(['sqs', 'get-queue-url', '--queue-name', 'told'], output({})),
  call(
    ['sqs', 'get-queue-attributes', '--queue-url', '{queue}', '--attribute-names', 'All'],
    output({ Attributes: { QueueArn: TOLD, ApproximateNumberOfMessagesNotVisible: '1' } }),
  ),
  call(
    [
      'sqs',
      'send-message-batch',
      '--queue-url',
      '{queue}',
      '--entries',
      'Id=a,MessageBody=one',
      'Id=b,MessageBody=two',
    ],
    output({ Successful: [{ Id: 'a' }, { Id: 'b' }] }),
  ),
  call(['sqs', 'purge-queue', '--queue-url', '{queue}'], nothing),
];

const REST: readonly Call[] = [
  quick(
    ['sts', 'get-caller-identity'],
    output({ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:root' }),
  ),
  quick(
    ['sns', 'publish', '--topic-arn', NOTICES, '--message', 'a & b', '--subject', 'Greeting'],
    output({ MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/) }),
  ),
  call(['lambda', 'list-functions', '--query', 'Functions[].FunctionName'], output(['recorder', 'teller'])),
  quick(
    ['lambda', 'invoke', '--function-name', 'recorder', '--payload', '{payload}', '/dev/null'],
    output({ StatusCode: 200, ExecutedVersion: '$LATEST' }),
  ),
  call(
    ['dynamodb', 'put-item', '--table-name', 'shop-table', '--item', json({ id: { S: 'tried' } })],
    nothing,
  ),
  quick(
    ['dynamodb', 'scan', '--table-name', 'shop-table', '--filter-expression', 'attribute_exists(kind)'],
    output({ Count: 0 }),
  ),
  call(['dynamodb', 'list-tables'], output({ TableNames: ['shop-table'] })),
  call(
    [
      'dynamodb',
      'query',
      '--table-name',
      'shop-table',
      '--key-condition-expression',
      'id = :i',
      '--expression-attribute-values',
      json({ ':i': { S: 'tried' } }),
    ],
    output({ Count: 1 }),
  ),
  call(
    ['lambda', 'get-function', '--function-name', 'teller', '--query', '[Configuration.Handler]'],
    output(['index.handler']),
  ),
  call(
    ['lambda', 'list-event-source-mappings', '--query', 'EventSourceMappings[].State'],
    output(['Enabled', 'Enabled']),
  ),
  call(['sns', 'list-topics'], output({ Topics: [{ TopicArn: NOTICES }] })),
  call(['s3', 'ls'], refusal('UnknownOperationException', 'ListBuckets', `GET / of "s3" ${HAS}`)),
  call(
    ['cloudformation', 'describe-stacks'],
    refusal('UnknownOperationException', 'DescribeStacks', `DescribeStacks of "cloudformation" ${HAS}`),
  ),
];

/** Those of one list follow each other; the lists go side by side. */
export const CALLS: readonly (readonly Call[])[] = [EVENTS, STATES, SQS, REST];

import { ArnFormat, Stack, Token, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { TABLE } from '../definition/wire.ts';
import type { MonitoredChoreography } from './choreography.ts';
import type { InstanceTable } from './table.ts';

type Reach = {
  readonly table: InstanceTable;
  readonly choreographies: readonly MonitoredChoreography[];
  readonly bus: IEventBus;
  readonly prefix: string;
};

/** What the loop over one instance does, whoever runs it. */
export function permitLoop(target: LambdaFunction, reach: Reach): void {
  const { table, choreographies } = reach;
  allow(target, ['Query', 'GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map(dynamodb), [
    table.table.tableArn,
  ]);
  const machines = choreographies.map(({ stateMachine }) => stateMachine);
  // A token belongs to a state machine, by which SendTask… is judged; AWS's reference names no resource type for it.
  allow(
    target,
    ['StartExecution', 'SendTaskSuccess', 'SendTaskFailure'].map(states),
    machines.map(({ stateMachineArn }) => stateMachineArn),
  );
  const executions = choreographies.map(({ node }) => `${reach.prefix}-${node.id}:*`);
  allow(
    target,
    ['DescribeExecution', 'GetExecutionHistory'].map(states),
    executions.map((resourceName) =>
      Stack.of(target).formatArn({
        service: 'states',
        resource: 'execution',
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ),
  );
  acknowledgeExecutions(target, executions);
}

/** Whoever works for an event has it looked at again; an execution that has ended is no event, so the closer does not. */
export function permitLooks(target: LambdaFunction, { choreographies }: Reach): void {
  allow(
    target,
    ['sqs:SendMessage'],
    choreographies.flatMap(({ start, events }) => [start.queue.queueArn, events.queue.queueArn]),
  );
}

/** The notifier counts what it has told in rows of the table, and tells it on the bus. */
export function permitNotices(target: LambdaFunction, { table, bus }: Reach): void {
  allow(target, [dynamodb('GetItem'), dynamodb('UpdateItem')], [table.table.tableArn]);
  allow(target, ['events:PutEvents'], [bus.eventBusArn]);
}

/** The sweeper finds what is due by an index, counts floods of deviations in another, and tells how many there were. */
export function permitSweep(target: LambdaFunction, { table, bus }: Reach): void {
  const { listings, timers } = TABLE.indexes;
  allow(
    target,
    [dynamodb('Query')],
    [timers, listings].map(({ name }) => `${table.table.tableArn}/index/${name}`),
  );
  allow(target, ['events:PutEvents'], [bus.eventBusArn]);
}

function allow(target: LambdaFunction, actions: string[], resources: string[]): void {
  target.addToRolePolicy(new PolicyStatement({ actions, resources }));
}

function dynamodb(action: string): string {
  return `dynamodb:${action}`;
}

function states(action: string): string {
  return `states:${action}`;
}

function acknowledgeExecutions(target: LambdaFunction, executions: readonly string[]): void {
  const { role } = target;
  if (role === undefined) return;
  const { account, partition, region } = Stack.of(target);
  const place = [
    shown(partition, 'AWS::Partition'),
    'states',
    shown(region, 'AWS::Region'),
    shown(account, 'AWS::AccountId'),
  ];
  for (const execution of executions)
    Validations.of(role).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:${place.join(':')}:execution:${execution}]`,
      reason:
        'Executions are named after instances, so their names are not known beforehand; the state machine is.',
    });
}

/** As cdk-nag writes it: what is known only when the stack is deployed goes by its name. */
function shown(value: string, name: string): string {
  return Token.isUnresolved(value) ? `<${name}>` : value;
}

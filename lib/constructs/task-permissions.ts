import { Annotations, ArnFormat, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { CompiledChoreography } from '../definition/wire.ts';
import { permissionOf } from './integrations.ts';
import type { Surroundings } from './integrations.ts';
import { tasksOf } from './tasks.ts';
import type { TaskCall } from './tasks.ts';

type Reach = {
  readonly choreography: CompiledChoreography;
  readonly table: TableV2;
  readonly bus: IEventBus;
  readonly topic: ITopic;
};

/** Permits exactly what the machine's Tasks do, read from the definition that runs; warns of what that does not tell. */
export function permitTasks(scope: Construct, role: Role, reach: Reach): void {
  const surroundings = surroundingsOf(Stack.of(scope), reach);
  const permissions = new Map<string, Set<string>>();
  for (const task of tasksOf(reach.choreography.definition)) {
    const derived = permissionOf(task, surroundings);
    if (derived.kind === 'unknown') warn(scope, reach.choreography.id, task, derived.reason);
    else {
      const known = permissions.get(derived.action) ?? [];
      permissions.set(derived.action, new Set([...known, ...derived.resources]));
    }
  }
  for (const [action, resources] of permissions)
    role.addToPolicy(new PolicyStatement({ actions: [action], resources: [...resources] }));
}

function surroundingsOf(stack: Stack, { table, bus, topic }: Reach): Surroundings {
  return {
    partition: stack.partition,
    arn: (service, resource, account = stack.account) =>
      stack.formatArn({ service, resource, account, arnFormat: ArnFormat.NO_RESOURCE_NAME }),
    placeholders: new Map([
      ['${TableName}', table.tableArn],
      ['${EventBusName}', bus.eventBusArn],
      ['${TopicArn}', topic.topicArn],
    ]),
  };
}

function warn(scope: Construct, choreography: string, { state, resource }: TaskCall, reason: string): void {
  Annotations.of(scope).addWarningV2(
    `choreography-monitor:taskPermission:${state}`,
    `State "${state}" of ${choreography} calls ${resource}, and its machine is given no permission for that, because ${reason}. ` +
      `Grant it to monitor.choreography('${choreography}'), and acknowledge this warning.`,
  );
}

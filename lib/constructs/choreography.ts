import type { Duration } from 'aws-cdk-lib';
import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { Rule } from 'aws-cdk-lib/aws-events';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { EventPattern } from '../definition/model.ts';
import type { CompiledChoreography } from '../definition/wire.ts';
import { ageAlarm } from './alarms.ts';
import { QueueTarget } from './queue-target.ts';
import { GuardedQueue } from './queue.ts';
import { permitTasks } from './task-permissions.ts';

export type MonitoredChoreographyProps = {
  readonly choreography: CompiledChoreography;
  readonly bus: IEventBus;
  readonly table: TableV2;
  /** Where `notify` goes. */
  readonly topic: ITopic;
  /** Comes before every physical name. */
  readonly prefix: string;
  readonly visibilityTimeout: Duration;
  readonly logLevel: LogLevel;
  readonly logRetention: RetentionDays;
};

/**
 * What one choreography has for itself: its rules, its queues and its state machine. Its machine may do what its states
 * call, where their arguments tell on what; for the rest synthesis warns, and the machine can be granted it:
 * `charge.grantInvoke(monitor.choreography('order'))`.
 */
export class MonitoredChoreography extends Construct implements IGrantable {
  /** Start events, for the starter. */
  readonly start: GuardedQueue;
  /** All other events, looks and events that were put back, for the resumer. */
  readonly events: GuardedQueue;
  readonly stateMachine: StateMachine;
  readonly alarms: readonly Alarm[];
  /** The role of the state machine. */
  readonly grantPrincipal: IPrincipal;

  constructor(scope: Construct, id: string, props: MonitoredChoreographyProps) {
    super(scope, id);
    const { choreography, prefix, visibilityTimeout } = props;
    const name = `${prefix}-${choreography.id}`;
    this.start = new GuardedQueue(this, 'Start', { name: `${name}-start`, visibilityTimeout });
    this.events = new GuardedQueue(this, 'Events', { name: `${name}-events`, visibilityTimeout });
    const waiting = ageAlarm(
      this,
      'AgeAlarm',
      [this.start.queue, this.events.queue],
      `${name}: events wait for half an hour and longer, nobody takes them`,
    );
    this.alarms = [this.start.alarm, this.events.alarm, waiting];

    this.route('StartRule', props.bus, choreography.rules.start, this.start);
    // Without a rule the queue is still needed: it carries looks.
    if (choreography.rules.events !== undefined)
      this.route('EventsRule', props.bus, choreography.rules.events, this.events);

    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    this.grantPrincipal = role;
    permitTasks(this, role, props);
    this.stateMachine = this.machine(name, role, props);
  }

  /** The event goes on as it came; one that SQS does not take ends with the queue's dead letters. */
  private route(id: string, eventBus: IEventBus, pattern: EventPattern, to: GuardedQueue): void {
    new Rule(this, id, {
      eventBus,
      // CDK passes on what it does not know: this is EventBridge's own spelling.
      eventPattern: { ...pattern },
      targets: [new QueueTarget(to)],
    });
  }

  private machine(stateMachineName: string, role: Role, props: MonitoredChoreographyProps): StateMachine {
    const { definition } = props.choreography;
    const stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(onOneLine(definition)),
      definitionSubstitutions: {
        TableName: props.table.tableName,
        Partition: Stack.of(this).partition,
        ...(definition.includes('${EventBusName}') && { EventBusName: props.bus.eventBusName }),
        ...(definition.includes('${TopicArn}') && { TopicArn: props.topic.topicArn }),
      },
      role,
      tracingEnabled: true,
      logs: {
        level: props.logLevel,
        includeExecutionData: false,
        destination: new LogGroup(this, 'Logs', {
          // This prefix keeps the log groups' shared resource policy below its size limit.
          logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
          retention: props.logRetention,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'X-Ray and the delivery of logs (logs:CreateLogDelivery and its like) support no resource-level permissions.',
    });
    if (props.logLevel !== LogLevel.ALL)
      Validations.of(stateMachine).acknowledge({
        id: 'AwsSolutions-SF1',
        reason:
          'The history of every execution is kept by Step Functions for 90 days and shows the same. Log level ALL would write each of its events to CloudWatch Logs as well, which can cost more than the executions.',
      });
    return stateMachine;
  }
}

/** A template has room for 1 MB, and a third of a definition is indentation. Line breaks inside texts are escaped. */
function onOneLine(definition: string): string {
  return definition.replaceAll(/\n */g, '');
}

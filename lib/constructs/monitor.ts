import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { RemovalPolicy } from 'aws-cdk-lib';
import type { Alarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { compile } from '../compiler/compile.ts';
import type { Choreography } from '../definition/model.ts';
import { MonitoredChoreography } from './choreography.ts';
import { Closings } from './closings.ts';
import { MonitorDashboard } from './dashboard.ts';
import { MonitorFunctions, VISIBILITY } from './functions.ts';
import { checkedBusName, checkedPrefix } from './names.ts';
import { Refusal } from '../definition/refusal.ts';
import { InstanceTable } from './table.ts';
import { NoticeTopic } from './topic.ts';

export type ChoreographyMonitorProps = {
  /** At least one; no two with the same id. */
  readonly choreographies: readonly Choreography[];
  /**
   * The name of an event bus that exists already, in this account and Region, and that services publish to.
   *
   * @default - a new bus, named like the prefix
   */
  readonly eventBusName?: string;
  /**
   * What every physical name begins with, so that several monitors can live in one account.
   *
   * @default - the name of the stack
   */
  readonly prefix?: string;
  /**
   * What the state machines write to CloudWatch Logs.
   *
   * @default LogLevel.ERROR: Step Functions keeps the whole history for 90 days anyway, and ALL would write each of its
   * events once more, at a price that can exceed that of the executions
   */
  readonly logLevel?: LogLevel;
  /**
   * How long all log groups keep what was written.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * What becomes of the table when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly tableRemovalPolicy?: RemovalPolicy;
  /**
   * What every alarm does; with an empty list, alarms are shown in CloudWatch and do nothing.
   *
   * @default - they tell the monitor's topic
   */
  readonly alarmActions?: readonly IAlarmAction[];
  /**
   * Whether there is a dashboard in CloudWatch, named like the prefix: what deviates, how much, and whether the monitor
   * itself is well. An account has three for nothing.
   *
   * @default true
   */
  readonly dashboard?: boolean;
};

/** Watches choreographies on an event bus: one Step Functions execution for every business instance. */
export class ChoreographyMonitor extends Construct {
  readonly bus: IEventBus;
  readonly table: TableV2;
  /** What `notify` of a choreography tells, and the alarms. Named like the prefix. */
  readonly topic: ITopic;
  /** Followed by a choreography's id it is the ARN of that choreography's state machine. */
  readonly stateMachineArnPrefix: string;
  /** By choreography id. */
  readonly choreographies: ReadonlyMap<string, MonitoredChoreography>;
  readonly alarms: readonly Alarm[];

  constructor(scope: Construct, id: string, props: ChoreographyMonitorProps) {
    super(scope, id);
    const prefix = checkedPrefix(props.prefix ?? Stack.of(this).stackName);
    const compiled = distinct(props.choreographies).map(compile);
    const logRetention = props.logRetention ?? RetentionDays.ONE_MONTH;
    this.stateMachineArnPrefix = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: `${prefix}-`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });

    this.bus = this.busNamed(props.eventBusName, prefix);
    const table = new InstanceTable(
      this,
      'Table',
      props.tableRemovalPolicy === undefined ? {} : { removalPolicy: props.tableRemovalPolicy },
    );
    this.table = table.table;
    this.topic = new NoticeTopic(this, 'Notices', { topicName: prefix }).topic;

    const perChoreography = new Construct(this, 'Choreographies');
    this.choreographies = new Map(
      compiled.map((choreography) => [
        choreography.id,
        new MonitoredChoreography(perChoreography, choreography.id, {
          choreography,
          bus: this.bus,
          table: this.table,
          topic: this.topic,
          prefix,
          visibilityTimeout: VISIBILITY,
          logLevel: props.logLevel ?? LogLevel.ERROR,
          logRetention,
        }),
      ]),
    );
    const closings = new Closings(this, 'Closings', {
      queueName: `${prefix}-closings`,
      stateMachineArnPrefix: this.stateMachineArnPrefix,
      visibilityTimeout: VISIBILITY,
    });
    const functions = new MonitorFunctions(this, 'Functions', {
      subscriptions: compiled.map(({ subscription }) => subscription),
      choreographies: [...this.choreographies.values()],
      bus: this.bus,
      table,
      closings,
      prefix,
      stateMachineArnPrefix: this.stateMachineArnPrefix,
      logRetention,
    });

    this.alarms = [
      ...[...this.choreographies.values()].flatMap((choreography) => choreography.alarms),
      ...closings.alarms,
      ...functions.alarms,
    ];
    const actions = props.alarmActions ?? [new SnsAction(this.topic)];
    for (const alarm of this.alarms) alarm.addAlarmAction(...actions);

    if (props.dashboard ?? true)
      new MonitorDashboard(this, 'Dashboard', {
        prefix,
        choreographies: this.choreographies,
        closings: closings.queue,
        functions: functions.functions,
        skipped: functions.skipped,
        alarms: this.alarms,
      });
  }

  /**
   * One of the choreographies, to grant its state machine what its tasks need:
   * `orders.grantWriteData(monitor.choreography('order'))`.
   *
   * @throws Refusal where there is none of this id
   */
  choreography(id: string): MonitoredChoreography {
    const found = this.choreographies.get(id);
    if (found !== undefined) return found;
    throw new Refusal(
      `There is no choreography "${id}" in this monitor; it has ${[...this.choreographies.keys()].join(', ')}.`,
    );
  }

  private busNamed(existing: string | undefined, prefix: string): IEventBus {
    const name =
      (existing === undefined ? undefined : checkedBusName(existing)) ??
      new EventBus(this, 'Bus', {
        eventBusName: prefix,
        description: 'Business events, watched by the choreography monitor',
      }).eventBusName;
    return EventBus.fromEventBusName(this, 'Published', name);
  }
}

function distinct(choreographies: readonly Choreography[]): readonly Choreography[] {
  if (choreographies.length === 0) throw new Refusal('A monitor needs at least one choreography.');
  const ids = choreographies.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw new Refusal(`Two choreographies have the id "${twice}". Give one of them another.`);
  return choreographies;
}

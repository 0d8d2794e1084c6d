import { Duration } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import type { Code, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { METRICS } from '../definition/metrics.ts';
import type { Subscription } from '../definition/wire.ts';
import { withBundles } from './bundles.ts';
import type { FunctionName } from './bundles.ts';
import type { MonitoredChoreography } from './choreography.ts';
import type { Closings } from './closings.ts';
import { NOTEWORTHY, WAIT_PUT } from './filters.ts';
import { MonitorFunction } from './function.ts';
import { functionAlarms } from './health.ts';
import { permitLooks, permitLoop, permitNotices, permitSweep } from './permissions.ts';
import { FailureQueue } from './queue.ts';
import { consume, follow, permitSending } from './sources.ts';
import type { InstanceTable } from './table.ts';

export type MonitorFunctionsProps = {
  readonly subscriptions: readonly Subscription[];
  readonly choreographies: readonly MonitoredChoreography[];
  readonly bus: IEventBus;
  readonly table: InstanceTable;
  readonly closings: Closings;
  readonly prefix: string;
  readonly stateMachineArnPrefix: string;
  readonly logRetention: RetentionDays;
};

const TIMEOUT = Duration.seconds(30);
/** Six times what a function may take, as Lambda asks for its queues: throttled invocations are retried meanwhile. */
export const VISIBILITY = Duration.seconds(6 * TIMEOUT.toSeconds());

const DESCRIPTIONS: Record<FunctionName, string> = {
  starter: 'Opens instances: one execution for every start event',
  resumer: 'Brings events and waits together',
  closer: 'Records how executions ended, and settles what was left for them',
  notifier: 'Publishes deviations and closings on the bus',
  sweeper: 'Every minute: reports what is overdue, finishes what was left behind',
};

/** The five functions, what makes them run, and what they may do. */
export class MonitorFunctions extends Construct {
  readonly alarms: readonly Alarm[];
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  /** What the stream's mappings had to skip. */
  readonly skipped: readonly Queue[];

  constructor(scope: Construct, id: string, props: MonitorFunctionsProps) {
    super(scope, id);
    const { choreographies, table } = props;
    this.functions = this.makeFunctions(props);
    const { starter, resumer, closer, notifier, sweeper } = this.functions;

    for (const choreography of choreographies) {
      const { id: choreographyId } = choreography.node;
      consume(this, `Start ${choreographyId}`, starter, choreography.start.queue);
      consume(this, `Events ${choreographyId}`, resumer, choreography.events.queue);
    }
    const closings = props.closings.queue.queue;
    consume(this, 'Closings', closer, closings);
    // Throttled messages are put off as copies.
    permitSending(closer, closings);

    const waits = new FailureQueue(this, 'SkippedWaits', { name: `${props.prefix}-waits-dead` });
    const notices = new FailureQueue(this, 'SkippedNotices', { name: `${props.prefix}-notices-dead` });
    this.skipped = [waits.queue, notices.queue];
    // Looks heal what is skipped here; what is not told is told by nobody else, so that waits as long as the stream lasts.
    follow(this, 'Waits', resumer, { table, filters: WAIT_PUT, failures: waits, gives: 'up' });
    follow(this, 'Notices', notifier, { table, filters: NOTEWORTHY, failures: notices, gives: 'never up' });

    new Rule(this, 'EveryMinute', {
      description: 'Wakes the sweeper',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new FunctionTarget(sweeper, { retryAttempts: 0 })],
    });
    // The next one comes in a minute and does the same. Lambda, too, would try a failed one again, beside those.
    sweeper.configureAsyncInvoke({ retryAttempts: 0 });

    for (const each of [starter, resumer, closer, sweeper]) permitLoop(each, props);
    for (const each of [starter, resumer, sweeper]) permitLooks(each, props);
    permitNotices(notifier, props);
    permitSweep(sweeper, props);

    this.alarms = [waits.alarm, notices.alarm, ...functionAlarms(this, this.functions, props.prefix)];
  }

  private makeFunctions(props: MonitorFunctionsProps): Record<FunctionName, LambdaFunction> {
    const environment = {
      TABLE_NAME: props.table.table.tableName,
      BUS_NAME: props.bus.eventBusName,
      STATE_MACHINE_ARN_PREFIX: props.stateMachineArnPrefix,
      // The queues of the choreographies are its neighbours; lambdas/environment.ts makes their addresses of this one.
      CLOSINGS_QUEUE_URL: props.closings.queue.queue.queueUrl,
      POWERTOOLS_SERVICE_NAME: props.prefix,
      POWERTOOLS_METRICS_NAMESPACE: METRICS.namespace,
    };
    const make = (name: FunctionName, code: Code): LambdaFunction =>
      new MonitorFunction(this, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, {
        name: `${props.prefix}-${name}`,
        description: DESCRIPTIONS[name],
        code,
        timeout: TIMEOUT,
        environment,
        logRetention: props.logRetention,
      }).function;
    return withBundles(props.subscriptions, (code) => ({
      starter: make('starter', code.starter),
      resumer: make('resumer', code.resumer),
      closer: make('closer', code.closer),
      notifier: make('notifier', code.notifier),
      sweeper: make('sweeper', code.sweeper),
    }));
  }
}

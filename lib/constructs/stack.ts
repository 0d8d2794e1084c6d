import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ChoreographyMonitor } from './monitor.ts';
import type { ChoreographyMonitorProps } from './monitor.ts';

/** A stack of nothing but a monitor, with the four things that whoever publishes or looks must know. */
export class MonitorStack extends Stack {
  readonly monitor: ChoreographyMonitor;

  constructor(scope: Construct, id: string, props: ChoreographyMonitorProps & StackProps) {
    // CloudFormation takes templates of 1 MB, and counts blanks.
    super(scope, id, { suppressTemplateIndentation: true, ...props });
    this.monitor = new ChoreographyMonitor(this, 'Monitor', props);
    new CfnOutput(this, 'BusName', {
      value: this.monitor.bus.eventBusName,
      description: 'The event bus to publish to',
    });
    new CfnOutput(this, 'TableName', {
      value: this.monitor.table.tableName,
      description: 'The table with all instances, their events and their waits',
    });
    new CfnOutput(this, 'TopicArn', {
      value: this.monitor.topic.topicArn,
      description: 'The topic that choreographies notify, and alarms',
    });
    new CfnOutput(this, 'StateMachineArnPrefix', {
      value: this.monitor.stateMachineArnPrefix,
      description: 'Followed by the id of a choreography: its state machine',
    });
  }
}

import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** The monitor's topic: what choreographies notify of by `notify`, and the monitor's own alarms. */
export class NoticeTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: { readonly topicName: string }) {
    super(scope, id);
    // Without a key: CloudWatch may not use SNS's own, so its alarms would be lost.
    this.topic = new Topic(this, 'Topic', { topicName: props.topicName, enforceSSL: true });
    // A policy of one's own takes the place of the default one, by which CloudWatch could publish.
    this.topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }
}

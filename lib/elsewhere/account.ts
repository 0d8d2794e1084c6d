import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { ClientSettings } from '../cli/aws.ts';
import type { Place } from '../local/service.ts';

/** Somebody's AWS, or what speaks its APIs: where it is, and a client for each service that the app's resources are of. */
export type Account = {
  readonly place: Place;
  readonly dynamodb: DynamoDBClient;
  readonly events: EventBridgeClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly states: SFNClient;
  destroy(): void;
};

/** Asks who it is that calls: names of resources need the account. */
export async function openAccount(settings: ClientSettings & { readonly region: string }): Promise<Account> {
  const account = await accountBehind(settings);
  const clients = {
    dynamodb: new DynamoDBClient(settings),
    events: new EventBridgeClient(settings),
    iam: new IAMClient(settings),
    lambda: new LambdaClient(settings),
    logs: new CloudWatchLogsClient(settings),
    sns: new SNSClient(settings),
    // An emulator may name its queues by an address that only its containers can reach.
    sqs: new SQSClient({ ...settings, useQueueUrlAsEndpoint: false }),
    states: new SFNClient(settings),
  };
  return {
    ...clients,
    place: { region: settings.region, account, endpoint: settings.endpoint ?? '' },
    destroy() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

async function accountBehind(settings: ClientSettings): Promise<string> {
  const sts = new STSClient(settings);
  try {
    const { Account: account } = await sts.send(new GetCallerIdentityCommand({}));
    if (account === undefined) throw new Error('STS does not say whose account it is.');
    return account;
  } finally {
    sts.destroy();
  }
}

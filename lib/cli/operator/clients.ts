import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { assertEndpoint, clientSettings } from '../aws.ts';

export type Clients = {
  readonly table: DynamoDBDocumentClient;
  readonly executions: SFNClient;
  readonly queues: SQSClient;
  destroy(): void;
};

/** To `AWS_ENDPOINT_URL` where it is set, else to AWS. @throws UserError where that is no address. */
export function createClients(): Clients {
  assertEndpoint();
  const settings = { ...clientSettings(), maxAttempts: 5 };
  const dynamodb = new DynamoDBClient(settings);
  const executions = new SFNClient(settings);
  const queues = new SQSClient(settings);
  return {
    table: DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } }),
    executions,
    queues,
    destroy() {
      for (const client of [dynamodb, executions, queues]) client.destroy();
    },
  };
}

/** The start rule's function: an execution named after the correlation id, whose ARN is stored beside its token. */
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

type Started = {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: { readonly entityId: string };
};

const states = new SFNClient();
const dynamodb = new DynamoDBClient();

export const handler = async ({ stateMachineArn, name, input }: Started): Promise<void> => {
  const started = await states.send(
    new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }),
  );
  await dynamodb.send(
    new UpdateItemCommand({
      TableName: process.env['TABLE_NAME'],
      Key: { entityId: { S: name }, eventName: { S: 'Default' } },
      UpdateExpression: 'SET executionArn = :arn',
      ExpressionAttributeValues: { ':arn': { S: started.executionArn ?? '' } },
    }),
  );
};

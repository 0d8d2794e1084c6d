/** The other rule's function: whatever token is stored under the correlation id is sent the event. */
import { DeleteItemCommand, DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { SendTaskSuccessCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';

type Arrived = { readonly entityId: string; readonly eventName: string; readonly detail: unknown };

const states = new SFNClient();
const dynamodb = new DynamoDBClient();
const TableName = process.env['TABLE_NAME'];

export const handler = async (event: Arrived): Promise<void> => {
  const { entityId, eventName } = event;
  const { Items: items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'entityId = :id',
      ExpressionAttributeValues: { ':id': { S: entityId } },
    }),
  );
  const [only] = items;
  if (only === undefined) return;
  const named = items.find((item) => item['eventName']?.S === eventName);
  const waiting = items.length === 1 ? only : named;
  if (waiting === undefined) {
    const executionArn = items.find((item) => item['executionArn'] !== undefined)?.['executionArn']?.S;
    await states.send(new StopExecutionCommand({ executionArn, cause: `Unexpected event ${eventName}` }));
    return;
  }
  const output = JSON.stringify(event);
  await states.send(new SendTaskSuccessCommand({ taskToken: waiting['taskToken']?.S, output }));
  if (items.length > 1)
    await dynamodb.send(
      new DeleteItemCommand({ TableName, Key: { entityId: { S: entityId }, eventName: { S: eventName } } }),
    );
};

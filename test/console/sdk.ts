import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export type Answer = (operation: string, input: unknown) => Promise<unknown>;

const textOf = (body: unknown) =>
  typeof body === 'string' ? body : new TextDecoder().decode(body as Uint8Array);

/** The SDK itself, as it is used on AWS; only the wire below it ends here. An error's `name` becomes its code. */
function settings(answer: Answer) {
  const reply = (statusCode: number, value: unknown) => ({
    response: {
      statusCode,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: Readable.from([Buffer.from(JSON.stringify(value))]),
    },
  });
  const handle = async (request: { headers: { [name: string]: string }; body?: unknown }) => {
    const operation = request.headers['x-amz-target']?.split('.')[1] ?? '';
    try {
      return reply(200, await answer(operation, JSON.parse(textOf(request.body))));
    } catch (error) {
      const { name, message } = error as Error;
      return reply(400, { __type: name, message });
    }
  };
  return {
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
    requestHandler: { handle },
  };
}

export function documentClient(answer: Answer): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient(settings(answer)), {
    marshallOptions: { removeUndefinedValues: true },
  });
}

export function statesClient(answer: Answer): SFNClient {
  return new SFNClient(settings(answer));
}

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { late } from './late.ts';

/** A lost reply must be noticed well before the function's time is up, so that the message goes back in order. */
const SETTINGS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true },
};

/** One for all that a function does with the table: each has connections of its own, and takes its part of the start. */
export const dynamodb = late(() =>
  DynamoDBDocumentClient.from(new DynamoDBClient(SETTINGS), {
    marshallOptions: { removeUndefinedValues: true },
  }),
);

export function stepFunctions(): SFNClient {
  return new SFNClient(SETTINGS);
}

export function sqs(): SQSClient {
  return new SQSClient(SETTINGS);
}

export function eventBridge(): EventBridgeClient {
  return new EventBridgeClient(SETTINGS);
}

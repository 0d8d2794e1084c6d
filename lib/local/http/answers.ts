import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AwsError, Json } from '../service.ts';

const MIB = 1024 * 1024;

/** The services behind `POST /`, by the first part of `X-Amz-Target`. `largest`: bytes of a request's body. */
export const PROTOCOLS = {
  AWSStepFunctions: {
    service: 'states',
    contentType: 'application/x-amz-json-1.0',
    namespace: '',
    largest: 10 * MIB,
  },
  DynamoDB_20120810: {
    service: 'dynamodb',
    contentType: 'application/x-amz-json-1.0',
    namespace: 'com.amazonaws.dynamodb.v20120810#',
    largest: 16 * MIB,
  },
  AWSEvents: {
    service: 'events',
    contentType: 'application/x-amz-json-1.1',
    namespace: '',
    largest: 10 * MIB,
  },
  Logs_20140328: {
    service: 'logs',
    contentType: 'application/x-amz-json-1.1',
    namespace: '',
    largest: 10 * MIB,
  },
  AmazonSQS: {
    service: 'sqs',
    contentType: 'application/x-amz-json-1.0',
    namespace: 'com.amazonaws.sqs#',
    largest: 10 * MIB,
  },
} as const;

export type Protocol = (typeof PROTOCOLS)[keyof typeof PROTOCOLS];

export function protocolOf(prefix: string): Protocol | undefined {
  return Object.entries(PROTOCOLS).find(([name]) => name === prefix)?.[1];
}

/** Refusals that come before the service's own, and keep their name everywhere. */
const COMMON: { readonly [code: string]: string } = {
  SerializationException: 'com.amazon.coral.service#',
  UnknownOperationException: 'com.amazon.coral.service#',
  AccessDeniedException: 'com.amazon.coral.service#',
  InternalFailure: 'com.amazon.coral.service#',
  ValidationException: 'com.amazon.coral.validate#',
};

/** Clients from the time of SQS's query protocol know these by other names. */
const QUERY_CODES: { readonly [code: string]: string } = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  QueueNameExists: 'QueueAlreadyExists',
  UnsupportedOperation: 'AWS.SimpleQueueService.UnsupportedOperation',
  InvalidBatchEntryId: 'AWS.SimpleQueueService.InvalidBatchEntryId',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  PurgeQueueInProgress: 'AWS.SimpleQueueService.PurgeQueueInProgress',
  QueueDeletedRecently: 'AWS.SimpleQueueService.QueueDeletedRecently',
};

export function queryCodeOf(code: string): string {
  return QUERY_CODES[code] ?? code;
}

export function success(protocol: Protocol, output: Json): Response {
  return jsonResponse(JSON.stringify(output), 200, protocol, {});
}

export function failure(protocol: Protocol, error: AwsError): Response {
  const common =
    protocol.service === 'dynamodb' || protocol.service === 'states' ? COMMON[error.code] : undefined;
  const body = {
    __type: `${common ?? protocol.namespace}${error.code}`,
    ...(error.message === '' ? {} : { message: error.message }),
    ...error.fields,
  };
  const queryCode = protocol.service === 'sqs' ? queryCodeOf(error.code) : undefined;
  const side = error.status < 500 ? 'Sender' : 'Receiver';
  return jsonResponse(
    JSON.stringify(body),
    error.status,
    protocol,
    queryCode === undefined ? {} : { 'x-amzn-query-error': `${queryCode};${side}` },
  );
}

/** The REST services' way to say it. */
export function restFailure(error: AwsError): Response {
  const body = { Type: error.status < 500 ? 'User' : 'Service', Message: error.message, ...error.fields };
  return Response.json(body, {
    status: error.status,
    headers: { 'x-amzn-requestid': randomUUID(), 'x-amzn-errortype': error.code },
  });
}

function jsonResponse(
  body: string,
  status: number,
  protocol: Protocol,
  more: { readonly [name: string]: string },
): Response {
  const checksum = protocol.service === 'dynamodb' ? { 'x-amz-crc32': String(crc32(body)) } : {};
  return new Response(body, {
    status,
    headers: {
      'content-type': protocol.contentType,
      'x-amzn-requestid': randomUUID(),
      ...checksum,
      ...more,
    },
  });
}

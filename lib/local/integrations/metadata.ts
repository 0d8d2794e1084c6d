import { randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { JsonObject } from '../json.ts';
import type { Json } from '../service.ts';

type Headers = { readonly [name: string]: string };

/** How the service answers over HTTP: the optimised integrations, but for EventBridge's, hand that on. */
const HEADERS: { readonly [service: string]: ((body: string) => Headers) | undefined } = {
  dynamodb: (body) => ({
    Server: 'Server',
    Connection: 'keep-alive',
    'x-amz-crc32': String(crc32(body)),
    'Content-Type': 'application/x-amz-json-1.0',
  }),
  lambda: () => ({
    Connection: 'keep-alive',
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    'Content-Type': 'application/json',
  }),
  sns: () => ({ connection: 'keep-alive', 'Content-Type': 'text/xml' }),
  sqs: () => ({ connection: 'keep-alive', 'Content-Type': 'application/x-amz-json-1.0' }),
  states: () => ({ connection: 'keep-alive', 'Content-Type': 'application/x-amz-json-1.0' }),
};

/**
 * The answer with what the SDK knows of it, its members in alphabetical order.
 * `now`: epoch milliseconds.
 */
export function withMetadata(service: string, output: JsonObject, now: number): JsonObject {
  const requestId = randomUUID();
  // Of a function's answer only what it returned is in the body: all else is in headers.
  const body = service === 'lambda' ? textOf(output['Payload']) : JSON.stringify(output);
  const headers: Headers = {
    ...HEADERS[service]?.(body),
    'Content-Length': String(Buffer.byteLength(body)),
    Date: new Date(now).toUTCString(),
    'x-amzn-RequestId': requestId,
  };
  const { StatusCode: status = 200 } = service === 'lambda' ? output : {};
  const all: JsonObject = {
    ...output,
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
      HttpHeaders: headers,
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
  return Object.fromEntries(Object.entries(all).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

function textOf(payload: Json | undefined): string {
  return payload === undefined ? '' : JSON.stringify(payload);
}

import { randomUUID } from 'node:crypto';
import { restFailure } from './answers.ts';
import { queryFailure } from './query.ts';
import { notHere, signedFor } from './scope.ts';

/** Services of which the local cloud has nothing, and which speak XML. */
const IN_XML = ['s3', 'route53', 'cloudfront'];
const CBOR_PATH = /^\/service\/([A-Za-z0-9_.]{1,100})\/operation\/(\w{1,100})$/;

/** A call of AWS that no service here takes is refused in its own protocol, so that the client can say what is wrong. */
export function refuseElsewhere(request: Request): Response | undefined {
  const cbor = CBOR_PATH.exec(new URL(request.url).pathname);
  if (cbor !== null) return cborFailure(request, `${cbor[1] ?? ''}.${cbor[2] ?? ''}`);
  const service = signedFor(request);
  if (service === undefined) return undefined;
  if (!IN_XML.includes(service)) return restFailure(notHere(request, '', 404));
  return queryFailure(notHere(request, '', 501));
}

/** CBOR of RFC 8949, for the two texts that a refusal has. */
function cborFailure(request: Request, operation: string): Response {
  const { code, message, status } = notHere(request, operation);
  const body = Buffer.concat([
    Buffer.from([0xa2]),
    ...['__type', code, 'message', message].map((text) => cborText(text)),
  ]);
  return new Response(body, {
    status,
    headers: {
      'content-type': 'application/cbor',
      'smithy-protocol': 'rpc-v2-cbor',
      'x-amzn-requestid': randomUUID(),
    },
  });
}

function cborText(text: string): Buffer {
  const bytes = Buffer.from(text);
  const head = Buffer.from([0x79, 0, 0]);
  head.writeUInt16BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

import { isObject, parseJson } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { failure, PROTOCOLS, protocolOf, success } from './answers.ts';
import { accessKeyIn, errorOf, type Behind } from './behind.ts';

/** One call of a service that speaks AWS's JSON protocol. */
export async function callService(request: Request, behind: Behind): Promise<Response> {
  const target = request.headers.get('x-amz-target') ?? '';
  const [prefix = '', operation = ''] = target.split('.');
  const protocol = protocolOf(prefix);
  if (protocol === undefined || operation === '') {
    return failure(PROTOCOLS.AWSEvents, new AwsError('UnknownOperationException', unknownTarget(target)));
  }
  try {
    const input = await inputOf(request);
    const caller = behind.callerOf(accessKeyIn(request));
    return success(protocol, await behind.services[protocol.service].call(operation, input, caller));
  } catch (error) {
    return failure(protocol, errorOf(error, `${protocol.service} ${operation}`, behind.log));
  }
}

async function inputOf(request: Request): Promise<Json> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:x-amz-json-1\.[01]|json)$/.test(type)) {
    throw new AwsError(
      'UnknownOperationException',
      `The content type "${type}" is not application/x-amz-json-1.0.`,
    );
  }
  const parsed = parseJson(await request.text());
  if (parsed.kind === 'invalid' || !isObject(parsed.value)) throw new AwsError('SerializationException', '');
  return parsed.value;
}

function unknownTarget(target: string): string {
  const known = Object.keys(PROTOCOLS).join(', ');
  return target === ''
    ? 'The header X-Amz-Target is missing.'
    : `X-Amz-Target "${target}" names no service of the local cloud: ${known}.`;
}

import { isObject, parseJson } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { failure, PROTOCOLS, protocolOf, success, type Protocol } from './answers.ts';
import { bodyOf } from './body.ts';
import { callerOf, errorOf, type Behind } from './behind.ts';
import { notHere } from './scope.ts';

/** One call of a service that speaks AWS's JSON protocol. */
export async function callService(request: Request, behind: Behind): Promise<Response> {
  const target = request.headers.get('x-amz-target') ?? '';
  const [prefix = '', operation = ''] = target.split('.');
  const protocol = protocolOf(prefix);
  if (protocol === undefined || operation === '') {
    const refused =
      target === ''
        ? new AwsError('UnknownOperationException', 'The header X-Amz-Target is missing.')
        : notHere(request, target.slice(0, 200));
    return failure(PROTOCOLS.AWSEvents, refused);
  }
  try {
    const input = await inputOf(request, protocol);
    const caller = callerOf(request, behind);
    return success(protocol, await behind.services[protocol.service].call(operation, input, caller));
  } catch (error) {
    return failure(protocol, errorOf(error, `${protocol.service} ${operation}`, behind.log));
  }
}

async function inputOf(request: Request, { largest }: Protocol): Promise<Json> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^application\/(?:x-amz-json-1\.[01]|json)$/.test(type)) {
    throw new AwsError(
      'UnknownOperationException',
      `The content type "${type}" is not application/x-amz-json-1.0.`,
    );
  }
  const parsed = parseJson(await bodyOf(request, largest));
  if (parsed.kind === 'invalid' || !isObject(parsed.value)) throw new AwsError('SerializationException', '');
  return parsed.value;
}

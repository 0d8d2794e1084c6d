import { randomUUID } from 'node:crypto';
import { isObject } from '../json.ts';
import type { AwsError } from '../service.ts';
import { queryCodeOf } from './answers.ts';
import { callerOf, errorOf, type Behind } from './behind.ts';
import { bodyOf } from './body.ts';
import { formOf } from './form.ts';
import { queryServiceOf, xmlStyleOf } from './query-services.ts';
import { notHere } from './scope.ts';
import { xmlOf } from './xml.ts';

/** AWS's older protocol: a form with an `Action`, answered in XML. SNS speaks it, STS, and SQS with clients before 2024. */
export function isQuery(request: Request): boolean {
  const type = request.headers.get('content-type') ?? '';
  return request.method === 'POST' && type.startsWith('application/x-www-form-urlencoded');
}

export async function callQuery(request: Request, behind: Behind): Promise<Response> {
  const body = await bodyOf(request).catch((error: unknown) => errorOf(error, 'a form', behind.log));
  if (typeof body !== 'string') return queryFailure(body);
  const form = new URLSearchParams(body);
  const action = actionIn(form);
  const service = queryServiceOf(form.get('Version') ?? '');
  // In XML, or else such a client sees only that it cannot read the answer, and tries again and again.
  if (service === undefined) return queryFailure(notHere(request, action));
  const { name, namespace } = service;
  try {
    const caller = callerOf(request, behind);
    const output = await behind.services[name].call(action, formOf(form, service.form), caller);
    const xml = xmlOf(output, xmlStyleOf(service, action));
    const result =
      isObject(output) && Object.keys(output).length === 0 ? '' : `<${action}Result>${xml}</${action}Result>`;
    return answer(200, `${action}Response`, { namespace, content: result });
  } catch (error) {
    const refused = errorOf(error, `${name} ${action}`, behind.log);
    return queryFailure(refused, {
      namespace,
      code: name === 'sqs' ? queryCodeOf(refused.code) : refused.code,
    });
  }
}

/** What is no name would break the answer's own form. */
function actionIn(form: URLSearchParams): string {
  const action = form.get('Action') ?? '';
  return /^[A-Za-z]\w{0,99}$/.test(action) ? action : '';
}

export function queryFailure(
  { status, code, message }: AwsError,
  shown: { readonly namespace: string; readonly code: string } = {
    namespace: 'http://webservices.amazon.com/AWSFault/2005-15-09',
    code,
  },
): Response {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const plain = { flatLists: {}, maps: {} };
  const error = `<Error>${xmlOf({ Type: type, Code: shown.code, Message: message }, plain)}</Error>`;
  return answer(status, 'ErrorResponse', { namespace: shown.namespace, content: error });
}

function answer(
  status: number,
  name: string,
  { namespace, content }: { readonly namespace: string; readonly content: string },
): Response {
  const requestId = randomUUID();
  const failed = name === 'ErrorResponse';
  const metadata = `<RequestId>${requestId}</RequestId>`;
  const tail = failed ? metadata : `<ResponseMetadata>${metadata}</ResponseMetadata>`;
  return new Response(`<${name} xmlns="${namespace}">${content}${tail}</${name}>\n`, {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  });
}

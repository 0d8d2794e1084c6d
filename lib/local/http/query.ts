import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { accessKeyIn, errorOf, type Behind } from './behind.ts';
import { formOf } from './form.ts';

/** AWS's older protocol: a form with an `Action`, answered in XML. SNS speaks it, STS, and SQS with clients before 2024. */
export function isQuery(request: Request): boolean {
  const type = request.headers.get('content-type') ?? '';
  return request.method === 'POST' && type.startsWith('application/x-www-form-urlencoded');
}

const SNS = { version: '2010-03-31', namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' };

/** The version tells the services apart: nothing else in such a request does. */
export async function callQuery(request: Request, behind: Behind): Promise<Response> {
  const form = new URLSearchParams(await request.text());
  const action = form.get('Action') ?? '';
  if (form.get('Version') !== SNS.version) return refusal(unknown(action));
  try {
    const caller = behind.callerOf(accessKeyIn(request));
    const output = await behind.services.sns.call(action, formOf(form), caller);
    return answer(200, `${action}Response`, `<${action}Result>${xmlOf(output)}</${action}Result>`);
  } catch (error) {
    return refusal(errorOf(error, `sns ${action}`, behind.log));
  }
}

/** In XML, or else such a client sees only that it cannot read the answer, and tries again and again. */
function unknown(action: string): AwsError {
  const name = /^\w{1,100}$/.test(action) ? action : 'A form';
  return new AwsError(
    'UnknownOperationException',
    `${name} came in AWS's query protocol, in which the local cloud has SNS only. ` +
      'For SQS take an AWS CLI or SDK of 2024 or later: they speak JSON.',
  );
}

function refusal({ status, code, message }: AwsError): Response {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = `<Error>${xmlOf({ Type: type, Code: code, Message: message })}</Error>`;
  return answer(status, 'ErrorResponse', error);
}

function answer(status: number, name: string, content: string): Response {
  const requestId = randomUUID();
  const failed = name === 'ErrorResponse';
  const metadata = `<RequestId>${requestId}</RequestId>`;
  const tail = failed ? metadata : `<ResponseMetadata>${metadata}</ResponseMetadata>`;
  return new Response(`<${name} xmlns="${SNS.namespace}">${content}${tail}</${name}>\n`, {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  });
}

function xmlOf(object: Json): string {
  return isObject(object)
    ? Object.entries(object)
        .map(([name, value]) => `<${name}>${contentOf(name, value)}</${name}>`)
        .join('')
    : '';
}

/** The only free map that SNS answers with is `Attributes`. */
function contentOf(name: string, value: Json): string {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map((item) => `<member>${contentOf('', item)}</member>`).join('');
  }
  if (!isObject(value)) return escaped(typeof value === 'string' ? value : JSON.stringify(value));
  return name === 'Attributes' ? entriesOf(value) : xmlOf(value);
}

function entriesOf(map: JsonObject): string {
  return Object.entries(map)
    .map(([key, value]) => `<entry>${xmlOf({ key, value })}</entry>`)
    .join('');
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** XML has no form at all for most control characters. */
function escaped(text: string): string {
  return text
    .replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)
    .replace(/\r/g, '&#13;')
    .replace(/[^\P{Cc}\t\n]/gu, '');
}

import { randomUUID } from 'node:crypto';

/** AWS's older protocol: a form with an `Action`, answered in XML. STS speaks it, and SQS with clients before 2024. */
export function isQuery(request: Request): boolean {
  const type = request.headers.get('content-type') ?? '';
  return request.method === 'POST' && type.startsWith('application/x-www-form-urlencoded');
}

/** In XML, or else such a client sees only that it cannot read the answer, and tries again and again. */
export async function refuseQuery(request: Request): Promise<Response> {
  const action = new URLSearchParams(await request.text()).get('Action') ?? '';
  const name = /^\w{1,100}$/.test(action) ? action : 'A form';
  const message =
    `${name} came in AWS's query protocol, which is not there in the local cloud. ` +
    'For SQS take an AWS CLI or SDK of 2024 or later: they speak JSON. Other services of that protocol are not there.';
  const error = `<Error><Type>Sender</Type><Code>UnknownOperationException</Code><Message>${message}</Message></Error>`;
  const requestId = randomUUID();
  return new Response(`<ErrorResponse>${error}<RequestId>${requestId}</RequestId></ErrorResponse>\n`, {
    status: 400,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
  });
}

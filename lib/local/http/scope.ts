import { AwsError } from '../service.ts';

/** What the local cloud has of AWS, by the names under which requests are signed. */
export const SERVICES = ['dynamodb', 'events', 'iam', 'lambda', 'logs', 'sns', 'sqs', 'states', 'sts'];

/** The service that a request is signed for; undefined where it is not signed. */
export function signedFor(request: Request): string | undefined {
  const authorization = request.headers.get('authorization') ?? '';
  return /^AWS4-\S+ .*Credential=[^/,\s]+\/\d+\/[^/,\s]+\/([a-z0-9-]{1,50})\/aws4_request/.exec(
    authorization,
  )?.[1];
}

/** The refusal of what the local cloud does not have, naming the operation as far as it is known. */
export function notHere(request: Request, operation: string, status = 400): AwsError {
  const service = signedFor(request);
  const what = operation === '' ? `${request.method} ${pathOf(request)}` : operation;
  const whose = service === undefined ? what : `${what} of "${service}"`;
  return new AwsError(
    'UnknownOperationException',
    `${whose} is not there in the local cloud, which has operations of ${SERVICES.join(', ')}.`,
    { status },
  );
}

function pathOf(request: Request): string {
  return new URL(request.url).pathname.slice(0, 200);
}

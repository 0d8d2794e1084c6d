import { randomUUID } from 'node:crypto';
import { numberOf, objectOf, parseJson, textOf } from '../json.ts';
import { AwsError } from '../service.ts';
import { restFailure } from './answers.ts';
import { bodyOf } from './body.ts';
import { accessKeyIn, errorOf, type Behind } from './behind.ts';

/** Of an invocation that is waited for. */
const LARGEST_PAYLOAD = 6 * 1024 * 1024;

/** Lambda's Invoke, which is REST: the payload is the body, the rest is headers. */
export async function invokeFunction(request: Request, name: string, behind: Behind): Promise<Response> {
  try {
    const text = await bodyOf(request, LARGEST_PAYLOAD);
    const payload = parseJson(text === '' ? '{}' : text);
    if (payload.kind === 'invalid') {
      const message = `Could not parse request body into json: ${payload.message}`;
      throw new AwsError('InvalidRequestContentException', message);
    }
    const type = request.headers.get('x-amz-invocation-type') ?? 'RequestResponse';
    const logType = request.headers.get('x-amz-log-type');
    const logged = logType === null ? {} : { LogType: logType };
    const qualifier = new URL(request.url).searchParams.get('Qualifier');
    const qualified = qualifier === null ? {} : { Qualifier: qualifier };
    const output = objectOf(
      await behind.services.lambda.call(
        'Invoke',
        { FunctionName: name, ...qualified, InvocationType: type, ...logged, Payload: payload.value },
        behind.callerOf(accessKeyIn(request)),
      ),
    );
    const status = numberOf(output['StatusCode']) ?? 200;
    const functionError = textOf(output['FunctionError']);
    const log = textOf(output['LogResult']);
    return new Response(status === 200 ? JSON.stringify(output['Payload'] ?? null) : null, {
      status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': randomUUID(),
        'x-amz-executed-version': '$LATEST',
        ...(log === undefined ? {} : { 'x-amz-log-result': log }),
        ...(functionError === undefined ? {} : { 'x-amz-function-error': functionError }),
      },
    });
  } catch (error) {
    return restFailure(errorOf(error, `lambda Invoke ${name}`, behind.log));
  }
}

import { randomUUID } from 'node:crypto';
import { objectOf, parseJson, type JsonObject } from '../json.ts';
import { AwsError } from '../service.ts';
import { restFailure } from './answers.ts';
import { accessKeyIn, errorOf, type Behind } from './behind.ts';
import { bodyOf } from './body.ts';
import { LAMBDA_OPERATIONS } from './lambda-operations.ts';
import { notHere } from './scope.ts';

const LAMBDA_PATH = /^\/20\d\d-\d\d-\d\d\//;

/** Lambda's API is the only one here that goes by method and path. */
export function isLambda(request: Request): boolean {
  return LAMBDA_PATH.test(new URL(request.url).pathname);
}

/** A zip of 50 MB in Base64, and what is said about the function. */
const LARGEST_BODY = 70 * 1024 * 1024;

/** What is answered other than 200: made, only accepted, or gone and nothing to say. */
const STATUS: { readonly [operation: string]: number } = {
  CreateFunction: 201,
  AddPermission: 201,
  CreateEventSourceMapping: 202,
  UpdateEventSourceMapping: 202,
  DeleteEventSourceMapping: 202,
  DeleteFunction: 204,
  DeleteFunctionConcurrency: 204,
  DeleteFunctionEventInvokeConfig: 204,
  RemovePermission: 204,
};

/** One call of Lambda but for Invoke. Its input is what the path, the query and the body have. */
export async function callLambda(request: Request, behind: Behind): Promise<Response> {
  const url = new URL(request.url);
  try {
    const found = operationIn(request.method, url.pathname);
    if (found === undefined) throw notHere(request, '', 404);
    const { name, input } = found;
    const query = Object.fromEntries(url.searchParams);
    const caller = behind.callerOf(accessKeyIn(request));
    const body = await inputOf(request);
    const output = await behind.services.lambda.call(name, { ...body, ...query, ...input }, caller);
    const status = STATUS[name] ?? 200;
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() };
    return new Response(status === 204 ? null : JSON.stringify(output), { status, headers });
  } catch (error) {
    return restFailure(errorOf(error, `lambda ${request.method} ${url.pathname}`, behind.log));
  }
}

async function inputOf(request: Request): Promise<JsonObject> {
  const text = await bodyOf(request, LARGEST_BODY);
  const body = parseJson(text === '' ? '{}' : text);
  if (body.kind === 'json') return objectOf(body.value);
  const message = `Could not parse request body into json: ${body.message}`;
  throw new AwsError('InvalidRequestContentException', message);
}

function operationIn(
  method: string,
  path: string,
): { readonly name: string; readonly input: JsonObject } | undefined {
  const steps = path.replace(/\/$/, '').split('/');
  for (const operation of LAMBDA_OPERATIONS) {
    if (operation.method !== method) continue;
    const input = inputIn(operation.path.split('/'), steps);
    if (input !== undefined) return { name: operation.name, input };
  }
  return undefined;
}

function inputIn(pattern: readonly string[], steps: readonly string[]): JsonObject | undefined {
  if (pattern.length !== steps.length) return undefined;
  const input: [string, string][] = [];
  for (const [index, word] of pattern.entries()) {
    const step = steps[index] ?? '';
    if (!word.startsWith('{')) {
      if (word !== step) return undefined;
    } else {
      const value = decoded(step);
      if (value === '') return undefined;
      input.push([word.slice(1, -1), value]);
    }
  }
  return Object.fromEntries(input);
}

export function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    throw new AwsError(
      'InvalidParameterValueException',
      `The path has a wrong escape: ${step.slice(0, 200)}`,
    );
  }
}

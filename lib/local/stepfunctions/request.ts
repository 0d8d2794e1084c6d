/** Reading a request's members, refusing as AWS does. */
import { isObject } from '../asl/json.ts';
import { AwsError, type Json } from '../service.ts';

export type Request = { readonly [member: string]: Json };

export function requestOf(input: Json): Request {
  if (isObject(input)) return input;
  throw new AwsError('SerializationException', 'The request is no JSON object');
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', `1 validation error detected: ${message}`);
}

/** An absent member and null are the same. */
function given(request: Request, member: string): Json | undefined {
  return request[member] ?? undefined;
}

export function text(request: Request, member: string): string {
  const value = optionalText(request, member);
  if (value !== undefined) return value;
  throw invalid(`Value null at '${member}' failed to satisfy constraint: Member must not be null`);
}

export function optionalText(request: Request, member: string): string | undefined {
  const value = given(request, member);
  if (value === undefined) return undefined;
  if (typeof value === 'string') return value;
  throw new AwsError('SerializationException', `${member} must be a string`);
}

export function optionalFlag(request: Request, member: string): boolean | undefined {
  const value = given(request, member);
  if (value === undefined || typeof value === 'boolean') return value;
  throw new AwsError('SerializationException', `${member} must be a boolean`);
}

/** `maxResults`, of which 0 means the usual 100. */
export function pageSize(request: Request): number {
  const value = given(request, 'maxResults') ?? 0;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new AwsError('SerializationException', 'maxResults must be an integer');
  }
  return value === 0 ? 100 : value;
}

/** The word given, which has been held against the model before. */
export function oneOf<T extends string>(
  request: Request,
  member: string,
  allowed: readonly T[],
): T | undefined {
  const value = optionalText(request, member);
  return allowed.find((name) => name === value);
}

/** Where the next page begins; made by `nextToken`. */
export function pageStart(request: Request, list: string): number | undefined {
  const token = optionalText(request, 'nextToken');
  if (token === undefined) return undefined;
  const [name, position] = Buffer.from(token, 'base64url').toString('utf8').split('\n');
  if (name === list && /^\d+$/.test(position ?? '')) return Number(position);
  throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
}

export function nextToken(list: string, position: number): string {
  return Buffer.from(`${list}\n${position}`).toString('base64url');
}

const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/]|\p{Cc}/u;

/** What names of machines and executions may not have in them. */
export function checkName(name: string): void {
  if (FORBIDDEN.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}

/** @throws AwsError unless it is an ARN of Step Functions with this type of resource. */
export function arn(request: Request, member: string, type: string): string {
  const value = text(request, member);
  const parts = value.split(':');
  if (parts[0] !== 'arn' || parts[2] !== 'states' || parts.length < 7) {
    throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${value}'`);
  }
  if (parts[5] !== type) {
    throw new AwsError(
      'InvalidArn',
      `Invalid Arn: 'Resource type not valid in this context: ${parts[5] ?? ''}'`,
    );
  }
  return value;
}

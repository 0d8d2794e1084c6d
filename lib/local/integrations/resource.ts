/** A Task's Resource: `arn:aws:states:::sqs:sendMessage`, `arn:aws:states:::aws-sdk:dynamodb:putItem`, a function's ARN. */
export type TaskResource = {
  /** `sdk` calls the API as it is; `optimised` integrations shape input, output and errors. */
  readonly kind: 'sdk' | 'optimised';
  readonly service: string;
  /** As the Resource has it, camelCase. */
  readonly action: string;
};

export function readResource(resource: string): TaskResource | undefined {
  const parts = resource.split(':');
  if (parts[0] !== 'arn' || parts[2] !== 'states') return undefined;
  const [service = '', action = '', third] = parts.slice(5);
  if (service !== 'aws-sdk') return { kind: 'optimised', service, action };
  return third === undefined ? undefined : { kind: 'sdk', service: action, action: third };
}

/** `arn:aws:lambda:…:function:name`: a function called without an integration. */
export function isFunctionArn(resource: string): boolean {
  return /^arn:[^:]+:lambda:[^:]*:[^:]*:function:/.test(resource);
}

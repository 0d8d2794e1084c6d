import { AwsError } from '../service.ts';
import type { Decision } from './evaluate.ts';
import type { Principal } from './request.ts';

export type ServiceName = 'dynamodb' | 'events' | 'lambda' | 'sns' | 'sqs' | 'states';

/** How each service says it: SQS and SNS are older than the name that all the others share. */
const CODES: { readonly [service in ServiceName]: { readonly code: string; readonly status: number } } = {
  dynamodb: { code: 'AccessDeniedException', status: 400 },
  events: { code: 'AccessDeniedException', status: 400 },
  lambda: { code: 'AccessDeniedException', status: 403 },
  sns: { code: 'AuthorizationError', status: 403 },
  sqs: { code: 'AccessDenied', status: 403 },
  states: { code: 'AccessDeniedException', status: 400 },
};

type Denial = Extract<Decision, { kind: 'denied' }>;

export function denialError(service: ServiceName, message: string): AwsError {
  const { code, status } = CODES[service];
  return new AwsError(code, message, { status });
}

/** AWS's sentence for it. */
export function denialMessage(
  principal: Principal,
  { action, resource }: { readonly action: string; readonly resource: string },
  { explicit, by }: Denial,
): string {
  const who = principal.kind === 'role' ? principal.sessionArn : principal.name;
  const spelled = spelledBy(action);
  const why = explicit
    ? `with an explicit deny in a${by.startsWith('i') ? 'n' : ''} ${by}`
    : `because no ${by} allows the ${spelled} action`;
  return `User: ${who} is not authorized to perform: ${spelled} on resource: ${resource} ${why}`;
}

/** SQS writes its actions small, SNS itself large. */
function spelledBy(action: string): string {
  if (action.startsWith('sqs:')) return action.toLowerCase();
  return action.replace(/^sns:/, 'SNS:');
}

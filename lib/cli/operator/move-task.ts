import { ListMessageMoveTasksCommand, StartMessageMoveTaskCommand } from '@aws-sdk/client-sqs';
import type { DeadQueue } from './dead-letters.ts';
import type { Stack } from './stack.ts';

/** As much of the stack as moving takes. */
type MoveStack = Pick<Stack, 'queueArnPrefix'> & { readonly clients: Pick<Stack['clients'], 'queues'> };

/** SQS moves them all by itself. `unavailable` where it cannot: other clouds, or no permission. */
export async function moveHome(stack: MoveStack, { home }: DeadQueue): Promise<'moving' | 'unavailable'> {
  const arn = stack.queueArnPrefix + home;
  try {
    // Named, for what EventBridge put there has no queue that it came from.
    await stack.clients.queues.send(
      new StartMessageMoveTaskCommand({ SourceArn: `${arn}-dead`, DestinationArn: arn }),
    );
    return 'moving';
  } catch (error) {
    if (await isMoving(stack, `${arn}-dead`)) return 'moving';
    if (Error.isError(error) && UNAVAILABLE.test(error.name)) return 'unavailable';
    throw error;
  }
}

/** Each queue has one task at a time; a second one is refused under a name that says other things too. */
async function isMoving({ clients }: MoveStack, SourceArn: string): Promise<boolean> {
  try {
    const { Results = [] } = await clients.queues.send(new ListMessageMoveTasksCommand({ SourceArn }));
    return Results.some(({ Status }) => Status === 'RUNNING');
  } catch {
    // Other clouds, or no permission: what the task itself was refused for says more.
    return false;
  }
}

const UNAVAILABLE = /^(UnsupportedOperation|UnknownOperation|InvalidAction|AccessDenied)/;

import { invalidHandle } from './errors.ts';

/** A receipt handle says which message of which queue was received, and by which receipt. */
export function newHandle(queueName: string, messageId: string, receipt: string): string {
  return Buffer.from(JSON.stringify([queueName, messageId, receipt])).toString('base64url');
}

/** The id of the message. @throws AwsError for a handle that this queue did not give. */
export function messageIdIn(handle: string, queueName: string): string {
  const decoded = Buffer.from(handle, 'base64url').toString('utf8');
  const [, name, messageId] = /^\["([^"]+)","([^"]+)","[^"]+"\]$/.exec(decoded) ?? [];
  if (name !== queueName || messageId === undefined) throw invalidHandle(handle);
  return messageId;
}

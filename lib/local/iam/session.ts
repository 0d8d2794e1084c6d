import { createHash } from 'node:crypto';
import type { Caller } from '../service.ts';
import type { Principal } from './request.ts';

/** A role as those act with it who have assumed it: Lambda names the session after the function. */
export function sessionOf(roleArn: string, { functionArn }: Caller): Principal {
  const [, partition = 'aws', , , account = ''] = roleArn.split(':');
  const session = functionArn?.split(':')[6] ?? lettersFor(roleArn);
  const sessionArn = `arn:${partition}:sts::${account}:assumed-role/${nameIn(roleArn)}/${session}`;
  return { kind: 'role', roleArn, sessionArn };
}

/** The name of a role, without its path. */
export function nameIn(roleArn: string): string {
  return roleArn.split('/').at(-1) ?? '';
}

/** Step Functions names its sessions by 32 letters; here a role has the same ones each time, so that logs compare. */
function lettersFor(roleArn: string): string {
  const bytes = createHash('sha256').update(roleArn).digest();
  return [...bytes].map((byte) => String.fromCharCode((byte & 32) + 65 + (byte % 26))).join('');
}

/** Task tokens: opaque outside, and to this cloud the way to the waiting branch. */

export type TokenContent = { readonly execution: string; readonly branch: number; readonly attempt: string };

const MARK = 'AQC';

export function tokenFor({ execution, branch, attempt }: TokenContent): string {
  return MARK + Buffer.from(`${execution} ${branch} ${attempt}`).toString('base64url');
}

/** Undefined of what this cloud never gave out. */
export function readToken(token: string): TokenContent | undefined {
  if (!token.startsWith(MARK)) return undefined;
  const [execution, branch, attempt] = Buffer.from(token.slice(MARK.length), 'base64url')
    .toString('utf8')
    .split(' ');
  if (execution === undefined || branch === undefined || attempt === undefined) return undefined;
  const content = { execution, branch: Number(branch), attempt };
  return tokenFor(content) === token ? content : undefined;
}

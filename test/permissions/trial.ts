import type { Permission } from '../../lib/local/iam/permissions.ts';
import type { Ended } from './still-cloud.ts';

/** Something that a permission is there for. */
export type Trial = {
  /** What does not come about without it, in words. */
  readonly feature: string;
  /** What has to be there before. */
  readonly prepare?: () => Promise<unknown>;
  /** Once more after it has failed, it goes on. */
  readonly attempt: () => Promise<Ended>;
};

export type Finding = {
  readonly permission: Permission;
  readonly feature: string;
  /** What the cloud, or the function, said when it was missing; undefined where it was not taken away. */
  readonly said: string | undefined;
  /** What is wrong with it; undefined where all is well. */
  readonly problem: string | undefined;
};

/** `lines`: all that the cloud and its functions have said. */
export type Trying = { readonly lines: readonly string[]; readonly removing: boolean };

/** Tries what the permission is there for; with `removing` without it first, and then with it again. */
export async function tried(
  permission: Permission,
  trial: Trial | undefined,
  { lines, removing }: Trying,
): Promise<Finding> {
  const feature = trial?.feature ?? '';
  const found = (problem: string | undefined, said?: string): Finding => ({
    ...{ permission, feature, problem, said },
  });
  if (trial === undefined) return found('nothing tries it');
  await trial.prepare?.();
  const lost = removing ? await without(permission, trial, lines) : undefined;
  const ended = await trial.attempt();
  if (lost?.ended === 'done') return found('nothing fails without it', lost.said);
  if (removing && lost?.said === undefined) return found('it fails without a word about it');
  return found(ended === 'failed' ? 'it fails with it, too' : undefined, lost?.said);
}

async function without(
  permission: Permission,
  trial: Trial,
  lines: readonly string[],
): Promise<{ ended: Ended; said: string | undefined }> {
  const from = lines.length;
  const giveBack = permission.withdraw();
  try {
    const ended = await trial.attempt();
    return { ended, said: lines.slice(from).find((line) => isRefusal(line, permission)) };
  } finally {
    giveBack();
  }
}

/** A sentence of AWS's about this action on this resource. */
export function isRefusal(line: string, { action, resource }: Permission): boolean {
  const place = resource.endsWith(':*') ? resource.slice(0, -1) : resource;
  const words = `is not authorized to perform: ${action} on resource: ${place}`.toLowerCase();
  return line.toLowerCase().includes(words);
}

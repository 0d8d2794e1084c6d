import type { UnusedPermission } from '../local/iam/unused.ts';

/** What could be taken away, for people: what nobody needed, and in brief what somebody else needed instead. */
export function unusedInWords(unused: readonly UnusedPermission[]): string {
  const never = unused.filter(({ usedBy }) => usedBy.length === 0);
  const byOthers = unused.length - never.length;
  const others =
    byOthers === 0
      ? ''
      : `${never.length === 0 ? '' : '\n'}${byOthers} more ${byOthers === 1 ? 'was' : 'were'} needed by another role with the same statement, not by its own.`;
  if (never.length === 0 && others === '') return 'Every permission of the template was needed.';
  if (never.length === 0) return `Every permission of the template was needed by somebody.\n${others}`;
  const holders = Map.groupBy(never, ({ holder }) => holder);
  const lines = [...holders].map(
    ([holder, all]) => `  ${holder}\n${all.map((one) => `    ${lineOf(one)}`).join('\n')}`,
  );
  return `Permissions that nobody needed:\n${lines.join('\n')}${others}`;
}

function lineOf({ actions, resources, policy, statement }: UnusedPermission): string {
  return `${listed(actions)} on ${listed(resources)} (${policy}, statement ${statement})`;
}

function listed(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

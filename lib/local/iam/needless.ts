import type { Iam } from './iam.ts';

/**
 * What was needed and yet could go: whatever it let through, something else did, too. As `holder: action on resource`, by
 * all that has been decided lately.
 */
export function needlessPermissions(iam: Iam): readonly string[] {
  const names = new Map(
    [
      ...iam.roles.all().map(({ arn, policies }) => [arn, policies] as const),
      ...iam.resourcePolicies(),
    ].flatMap(([holder, policies]) =>
      policies.flatMap(({ statements }) => statements.map((statement) => [statement, holder] as const)),
    ),
  );
  const [granted, needed] = [new Set<string>(), new Set<string>()];
  for (const decision of iam.decisions().values()) {
    if (decision.kind === 'denied') continue;
    const by = decision.by.map(({ statement, pair }) => {
      const [action = 0, resource = 0] = pair.split(' ').map(Number);
      const holder = names.get(statement) ?? '';
      const on = statement.resources?.texts[resource] ?? holder;
      return `${holder}: ${statement.actions.texts[action] ?? ''} on ${on}`;
    });
    for (const grant of by) granted.add(grant);
    if (by.length === 1) needed.add(by[0] ?? '');
  }
  return [...granted].filter((grant) => !needed.has(grant));
}

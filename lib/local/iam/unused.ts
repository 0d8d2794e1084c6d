import type { Policy, Statement } from './document.ts';
import type { Iam } from './iam.ts';

/** Something that a policy permits and that nobody has needed yet. */
export type UnusedPermission = {
  /** The role, or the resource, whose policy it is: an ARN. */
  readonly holder: string;
  readonly policy: string;
  /** Of the policy, counted from 1. */
  readonly statement: number;
  /** Either one action of the statement that was used on none of its resources, or else all of them. */
  readonly action: string;
  /** Either one resource of the statement on which none of its actions was used, or else all of them. */
  readonly resource: string;
};

/** Services of AWS that act for somebody here; a permission for another cannot be used in the local cloud. */
const ACTING = ['events.amazonaws.com', 'sns.amazonaws.com'];

/** What a statement permits is unused by its actions and by its resources: each line is one that could be taken away. */
export function unusedPermissions(iam: Iam): readonly UnusedPermission[] {
  const held = [
    ...iam.roles.all().map(({ arn, policies }) => [arn, policies] as const),
    ...iam.resourcePolicies(),
  ];
  return held.flatMap(([holder, policies]) =>
    policies
      // Those of AWS's own are not ours to shorten.
      .filter(({ name }) => !name.startsWith('arn:aws:iam::aws:policy/'))
      .flatMap((policy) => unusedIn(holder, policy)),
  );
}

function unusedIn(holder: string, { name: policy, statements }: Policy): readonly UnusedPermission[] {
  return statements.flatMap((statement, index) => {
    if (statement.effect === 'Deny' || !canBeUsed(statement)) return [];
    const at = { holder, policy, statement: index + 1 };
    const [actions, resources] = [statement.actions.texts, statement.resources?.texts ?? [holder]];
    const pairs = [...statement.used].map((pair) => pair.split(' ').map(Number));
    const unusedActions = actions.filter((_, action) => !pairs.some(([used]) => used === action));
    if (unusedActions.length === actions.length)
      return [{ ...at, action: actions.join(', '), resource: resources.join(', ') }];
    const unusedResources = resources.filter((_, place) => !pairs.some(([, used]) => used === place));
    return [
      ...unusedActions.map((action) => ({ ...at, action, resource: resources.join(', ') })),
      ...unusedResources.map((resource) => ({ ...at, action: actions.join(', '), resource })),
    ];
  });
}

function canBeUsed({ principals }: Statement): boolean {
  if (principals === undefined || principals.everyone || principals.aws.length > 0) return true;
  return principals.services.some((service) => ACTING.includes(service));
}

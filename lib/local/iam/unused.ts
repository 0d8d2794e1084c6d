import type { Policy, Statement } from './document.ts';
import type { Iam } from './iam.ts';

/** Something that a policy permits and that its holder has not needed yet: one line for each that could be taken away. */
export type UnusedPermission = {
  /** The role, or the resource, whose policy it is: an ARN. */
  readonly holder: string;
  readonly policy: string;
  /** Of the policy, counted from 1. */
  readonly statement: number;
  /** One action of the statement that was used on none of its resources, or else all of them. */
  readonly actions: readonly string[];
  /** One resource of the statement on which none of its actions was used, or else all of them. */
  readonly resources: readonly string[];
  /** Who has the very same statement, and has needed this of it: what several may do is not always done by each. */
  readonly usedBy: readonly string[];
};

/** Services of AWS that act for somebody here; a permission for another cannot be used in the local cloud. */
const ACTING = ['events.amazonaws.com', 'sns.amazonaws.com'];

export type Held = {
  /** The role, or the resource, whose policy it is: an ARN. */
  readonly holder: string;
  readonly policy: string;
  /** Of the policy, counted from 1. */
  readonly number: number;
  readonly statement: Statement;
};

/** Every statement that permits something which can be done here. */
export function heldStatements(iam: Iam): readonly Held[] {
  const policies = [
    ...iam.roles.all().map(({ arn, policies: own }) => [arn, own] as const),
    ...iam.resourcePolicies(),
  ];
  return policies.flatMap(([holder, own]) => own.flatMap((policy) => heldBy(holder, policy)));
}

export function unusedPermissions(iam: Iam): readonly UnusedPermission[] {
  const all = heldStatements(iam);
  const same = Map.groupBy(all, ({ statement }) => contentOf(statement));
  return all.flatMap((held) => unusedOf(held, same.get(contentOf(held.statement)) ?? []));
}

function heldBy(holder: string, { name: policy, statements }: Policy): readonly Held[] {
  // Those of AWS's own are not ours to shorten.
  if (policy.startsWith('arn:aws:iam::aws:policy/')) return [];
  return statements.flatMap((statement, index) =>
    statement.effect === 'Allow' && canBeUsed(statement)
      ? [{ holder, policy, number: index + 1, statement }]
      : [],
  );
}

function unusedOf(held: Held, same: readonly Held[]): readonly UnusedPermission[] {
  const { holder, policy, number, statement } = held;
  const [actions, resources] = [statement.actions.texts, statement.resources?.texts ?? [holder]];
  const others = (uses: (use: Use) => boolean): readonly string[] =>
    same.filter((other) => other !== held && usesOf(other.statement).some(uses)).map((other) => other.holder);
  const line = (of: Partial<UnusedPermission>, uses: (use: Use) => boolean): UnusedPermission => ({
    ...{ holder, policy, statement: number, actions, resources, usedBy: others(uses) },
    ...of,
  });
  const uses = usesOf(statement);
  const isUnused = (part: keyof Use) => (_text: string, index: number) =>
    !uses.some((use) => use[part] === index);
  return [
    ...actions
      .filter(isUnused('action'))
      .map((action) => line({ actions: [action] }, (use) => actions[use.action] === action)),
    // Where nothing was done at all, every resource was left alone, and saying so again helps nobody.
    ...(uses.length === 0 && resources.length === 1 ? [] : resources)
      .filter(isUnused('resource'))
      .map((resource) => line({ resources: [resource] }, (use) => resources[use.resource] === resource)),
  ];
}

type Use = { readonly action: number; readonly resource: number };

function usesOf({ used }: Statement): readonly Use[] {
  return [...used].map((pair) => {
    const [action = 0, resource = 0] = pair.split(' ').map(Number);
    return { action, resource };
  });
}

function contentOf({ actions, resources, principals, conditions }: Statement): string {
  const told = conditions.map(({ operator, key, values }) => [operator, key, values]);
  return JSON.stringify([actions, resources, principals, told]);
}

function canBeUsed({ principals }: Statement): boolean {
  if (principals === undefined || principals.everyone || principals.aws.length > 0) return true;
  return principals.services.some((service) => ACTING.includes(service));
}

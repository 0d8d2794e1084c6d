import type { Patterns, Policy, Statement } from './document.ts';
import { meantBy } from './principals.ts';
import type { AccessRequest, RequestContext } from './request.ts';
import { substituted } from './variables.ts';
import { matchesArn, matchesWildcards } from './wildcard.ts';

/** The policies that have a say, beside each other. */
export type Policies = {
  readonly identity: readonly Policy[];
  /** A permissions boundary. */
  readonly boundary: Policy | undefined;
  /** Of the resource. */
  readonly resource: readonly Policy[];
};

export type PolicyKind = 'identity-based policy' | 'resource-based policy' | 'permissions boundary';

/** One action and one resource of a statement: what is permitted, as finely as it is written. */
export type Grant = {
  readonly statement: Statement;
  /** Their places among the statement's, as `Statement.used` has them. */
  readonly pair: string;
};

export type Decision =
  /** Taking away all of `by`, and nothing less, would have it denied. */
  | { readonly kind: 'allowed'; readonly by: readonly Grant[] }
  /** `explicit`: by a Deny; otherwise nothing of this kind allows it. */
  | { readonly kind: 'denied'; readonly explicit: boolean; readonly by: PolicyKind };

/** What the statements of some policies say to a request. */
type Verdict = { readonly denied: boolean; readonly allowedBy: readonly Grant[] };

/**
 * AWS's rule for a request within one account: a Deny anywhere ends it; otherwise the role's policies or the resource's
 * have to allow it, and the boundary limits what the role's own give. Marks the permissions that let it through.
 */
export function evaluate(request: AccessRequest, policies: Policies): Decision {
  const identity = verdictOf(request, policies.identity);
  const resource = verdictOf(request, policies.resource);
  const boundary = policies.boundary === undefined ? undefined : verdictOf(request, [policies.boundary]);
  const denied = (by: PolicyKind, explicit: boolean): Decision => ({ kind: 'denied', explicit, by });
  if (identity.denied) return denied('identity-based policy', true);
  if (resource.denied) return denied('resource-based policy', true);
  if (boundary?.denied === true) return denied('permissions boundary', true);
  const isService = request.principal.kind === 'service';
  const by = isService ? resource.allowedBy : [...identity.allowedBy, ...resource.allowedBy];
  if (by.length === 0) return denied(isService ? 'resource-based policy' : 'identity-based policy', false);
  if (boundary?.allowedBy.length === 0) return denied('permissions boundary', false);
  for (const { statement, pair } of by) statement.used.add(pair);
  return { kind: 'allowed', by };
}

function verdictOf(request: AccessRequest, policies: readonly Policy[]): Verdict {
  const allowedBy: Grant[] = [];
  let denied = false;
  for (const statement of policies.flatMap(({ statements }) => statements)) {
    const { principals, effect } = statement;
    const meant = principals === undefined ? 'itself' : meantBy(principals, request.principal);
    if (meant === 'not') continue;
    const pairs = pairsOf(statement, request);
    if (effect === 'Deny') denied ||= pairs.length > 0;
    // What is left to the account, the account's own policies decide.
    else if (meant === 'itself') allowedBy.push(...pairs.map((pair) => ({ statement, pair })));
  }
  return { denied, allowedBy };
}

/** By which of its actions and resources it is about this action on this resource, under these circumstances. */
function pairsOf(statement: Statement, { action, resource, context }: AccessRequest): readonly string[] {
  const actions = matching(statement.actions, (text) => isAction(text, action));
  if (actions.length === 0) return [];
  const { resources } = statement;
  const on =
    resources === undefined ? [0] : matching(resources, (text) => isResource(text, resource, context));
  if (on.length === 0 || !statement.conditions.every((condition) => condition.holds(context))) return [];
  const pairs = actions.flatMap((first) => on.map((second) => `${first} ${second}`));
  return statement.withdrawn.size === 0 ? pairs : pairs.filter((pair) => !statement.withdrawn.has(pair));
}

/** The indexes of the patterns that match; the first one's for NotAction and NotResource where none does. */
function matching({ negated, texts }: Patterns, test: (text: string) => boolean): readonly number[] {
  const found = texts.flatMap((text, index) => (test(text) ? [index] : []));
  if (!negated) return found;
  return found.length === 0 ? [0] : [];
}

export function isAction(pattern: string, action: string): boolean {
  return pattern === action || matchesWildcards(pattern.toLowerCase(), action.toLowerCase());
}

function isResource(pattern: string, resource: string, context: RequestContext): boolean {
  return pattern === resource || matchesArn(substituted(pattern, context), resource);
}

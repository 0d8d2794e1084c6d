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

export type Decision =
  | { readonly kind: 'allowed' }
  /** `explicit`: by a Deny; otherwise nothing of this kind allows it. */
  | { readonly kind: 'denied'; readonly explicit: boolean; readonly by: PolicyKind };

/** What the statements of some policies say to a request. */
type Verdict = { readonly denied: boolean; readonly itself: boolean; readonly account: boolean };

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
  if (request.principal.kind === 'service') {
    return resource.itself ? { kind: 'allowed' } : denied('resource-based policy', false);
  }
  if (!identity.itself && !resource.itself) return denied('identity-based policy', false);
  return boundary === undefined || boundary.itself
    ? { kind: 'allowed' }
    : denied('permissions boundary', false);
}

function verdictOf(request: AccessRequest, policies: readonly Policy[]): Verdict {
  let [denied, itself, account] = [false, false, false];
  for (const { statements } of policies) {
    for (const statement of statements) {
      const meant =
        statement.principals === undefined ? 'itself' : meantBy(statement.principals, request.principal);
      if (meant === 'not' || !applies(statement, request)) continue;
      if (statement.effect === 'Deny') denied = true;
      else if (meant === 'account') account = true;
      else itself = true;
    }
  }
  return { denied, itself, account };
}

/** Whether it is about this action on this resource under these circumstances. */
function applies(statement: Statement, { action, resource, context }: AccessRequest): boolean {
  const actions = matching(statement.actions, (text) => isAction(text, action));
  if (actions.length === 0) return false;
  const { resources } = statement;
  const on =
    resources === undefined ? [0] : matching(resources, (text) => isResource(text, resource, context));
  if (on.length === 0) return false;
  if (!statement.conditions.every((condition) => condition.holds(context))) return false;
  for (const first of actions) for (const second of on) statement.used.add(`${first} ${second}`);
  return true;
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

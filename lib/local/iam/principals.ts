import { isObject } from '../json.ts';
import type { Json } from '../service.ts';
import { textsIn } from './condition.ts';
import type { Principal } from './request.ts';

/** Whom a statement of a resource's policy is about. */
export type Principals = {
  readonly negated: boolean;
  readonly everyone: boolean;
  /** ARNs and account ids. */
  readonly aws: readonly string[];
  readonly services: readonly string[];
};

/**
 * What a statement says of one that asks: nothing, that it is meant itself, or that its account is, which leaves the
 * decision to the policies that the account has given it.
 */
export type Meant = 'not' | 'itself' | 'account';

export function readPrincipals(given: Json | undefined, negated: boolean): Principals {
  const of = isObject(given) ? given : {};
  const aws = textsIn(of['AWS']);
  const everyone = given === '*' || aws.includes('*');
  return { negated, everyone, aws, services: textsIn(of['Service']) };
}

export function meantBy(principals: Principals, principal: Principal): Meant {
  const meant = principals.everyone ? 'itself' : meantByName(principals, principal);
  if (!principals.negated) return meant;
  return meant === 'not' ? 'itself' : 'not';
}

function meantByName({ aws, services }: Principals, principal: Principal): Meant {
  if (principal.kind === 'service') {
    const global = principal.name;
    // The regional spelling of the same: states.eu-west-1.amazonaws.com.
    const [service = ''] = global.split('.');
    const named = (name: string): boolean =>
      name === global || new RegExp(`^${service}\\.[a-z0-9-]+\\.amazonaws\\.com$`).test(name);
    return services.some(named) ? 'itself' : 'not';
  }
  const { roleArn, sessionArn } = principal;
  if (aws.includes(roleArn) || aws.includes(sessionArn)) return 'itself';
  const account = roleArn.split(':')[4] ?? '';
  return aws.includes(account) || aws.includes(`arn:aws:iam::${account}:root`) ? 'account' : 'not';
}

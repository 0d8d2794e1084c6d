import { createHash } from 'node:crypto';
import { isObject, parseJson, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { entriesOf } from '../storage/typed.ts';
import type { World } from '../world.ts';
import type { Operations } from './functions.ts';
import { alreadyThere, malformedPolicy, noSuchEntity, stillUsed } from './refusals.ts';

type Role = {
  readonly path: string;
  readonly created: number;
  readonly trust: string;
  readonly description: string;
  /** By name. */
  readonly policies: { readonly [name: string]: string };
  /** ARNs. */
  readonly attached: readonly string[];
};

export type RoleStore = ReturnType<typeof createRoles>;

/** Roles that IAM's API makes, with their own policies and the managed ones by name; all others are the template's. */
export function createRoles({ iam, place, clock, storage }: World) {
  const stored = entriesOf<Role>(storage, 'iam-role');
  const roles = new Map<string, Role>();
  const arnOf = (name: string, { path }: Role): string => `arn:aws:iam::${place.account}:role${path}${name}`;

  /** What is permitted from now on. */
  const apply = (name: string, role: Role): void => {
    roles.set(name, role);
    iam.roles.add(arnOf(name, role), {
      AssumeRolePolicyDocument: parsed(role.trust),
      Policies: Object.entries(role.policies).map(([PolicyName, text]) => ({
        PolicyName,
        PolicyDocument: parsed(text),
      })),
      ManagedPolicyArns: role.attached,
    });
  };
  const change = (name: string, role: Role): Json => {
    apply(name, role);
    stored.put(name, role);
    return {};
  };
  const demand = (input: JsonObject): { name: string; role: Role } => {
    const name = textOf(input['RoleName']) ?? '';
    const role = roles.get(name);
    if (role === undefined) throw noSuchEntity(`The role with name ${name}`);
    return { name, role };
  };
  const shown = (name: string, role: Role): JsonObject => ({
    Path: role.path,
    RoleName: name,
    RoleId: idOf('AROA', name),
    Arn: arnOf(name, role),
    CreateDate: new Date(role.created).toISOString(),
    AssumeRolePolicyDocument: encodeURIComponent(role.trust),
    ...(role.description === '' ? {} : { Description: role.description }),
  });

  const operations: Operations = {
    CreateRole(input) {
      const name = textOf(input['RoleName']) ?? '';
      if (roles.has(name)) throw alreadyThere(`Role with name ${name}`);
      const role = {
        path: textOf(input['Path']) ?? '/',
        created: clock.now(),
        trust: documentIn(input, 'AssumeRolePolicyDocument'),
        description: textOf(input['Description']) ?? '',
        policies: {},
        attached: [],
      };
      change(name, role);
      return { Role: shown(name, role) };
    },
    GetRole(input) {
      const { name, role } = demand(input);
      return { Role: shown(name, role) };
    },
    ListRoles: () => ({ Roles: [...roles].map(([name, role]) => shown(name, role)), IsTruncated: false }),
    UpdateAssumeRolePolicy(input) {
      const { name, role } = demand(input);
      return change(name, { ...role, trust: documentIn(input, 'PolicyDocument') });
    },
    DeleteRole(input) {
      const { name, role } = demand(input);
      if (role.attached.length > 0) throw stillUsed('Cannot delete entity, must detach all policies first.');
      if (Object.keys(role.policies).length > 0)
        throw stillUsed('Cannot delete entity, must delete policies first.');
      // Whoever still has it may do nothing.
      apply(name, { ...role, trust: '{}' });
      roles.delete(name);
      stored.remove(name);
      return {};
    },
    PutRolePolicy(input) {
      const { name, role } = demand(input);
      const policy = { [textOf(input['PolicyName']) ?? '']: documentIn(input, 'PolicyDocument') };
      return change(name, { ...role, policies: { ...role.policies, ...policy } });
    },
    GetRolePolicy(input) {
      const { name, role } = demand(input);
      const policy = textOf(input['PolicyName']) ?? '';
      const document = role.policies[policy];
      if (document === undefined) throw noSuchEntity(`The role policy with name ${policy}`);
      return { RoleName: name, PolicyName: policy, PolicyDocument: encodeURIComponent(document) };
    },
    DeleteRolePolicy(input) {
      const { name, role } = demand(input);
      const policy = textOf(input['PolicyName']) ?? '';
      const { [policy]: removed, ...policies } = role.policies;
      if (removed === undefined) throw noSuchEntity(`The role policy with name ${policy}`);
      return change(name, { ...role, policies });
    },
    ListRolePolicies: (input) => ({
      PolicyNames: Object.keys(demand(input).role.policies),
      IsTruncated: false,
    }),
    AttachRolePolicy(input) {
      const { name, role } = demand(input);
      const arn = textOf(input['PolicyArn']) ?? '';
      return change(name, { ...role, attached: [...role.attached.filter((each) => each !== arn), arn] });
    },
    DetachRolePolicy(input) {
      const { name, role } = demand(input);
      const arn = textOf(input['PolicyArn']) ?? '';
      if (!role.attached.includes(arn)) throw noSuchEntity(`Policy ${arn}`);
      return change(name, { ...role, attached: role.attached.filter((each) => each !== arn) });
    },
    ListAttachedRolePolicies: (input) => ({
      AttachedPolicies: demand(input).role.attached.map((PolicyArn) => ({
        PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf('/') + 1),
        PolicyArn,
      })),
      IsTruncated: false,
    }),
  };
  return {
    operations,
    /** Roles read a managed policy when they are made: a new version of it comes to them so. */
    reapply(policyArn: string): void {
      for (const [name, role] of roles) if (role.attached.includes(policyArn)) apply(name, role);
    },
    attachedTo: (policyArn: string): number =>
      [...roles.values()].filter(({ attached }) => attached.includes(policyArn)).length,
    restore(): void {
      for (const [name, role] of stored.all()) apply(name, role);
    },
  };
}

/** @throws AwsError where it is no JSON object */
export function documentIn(input: JsonObject, member: string): string {
  const text = textOf(input[member]) ?? '';
  const document = parseJson(text);
  if (document.kind === 'invalid' || !isObject(document.value))
    throw malformedPolicy('Syntax errors in policy.');
  return text;
}

export function parsed(text: string): Json {
  const document = parseJson(text);
  return document.kind === 'json' ? document.value : {};
}

/** The same at every start. */
export function idOf(kind: string, name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').toUpperCase();
  return `${kind}${hash.slice(0, 17)}`;
}

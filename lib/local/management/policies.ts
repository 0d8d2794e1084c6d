import { booleanOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { entriesOf } from '../storage/typed.ts';
import type { World } from '../world.ts';
import type { Operations } from './functions.ts';
import { alreadyThere, noSuchEntity, stillUsed } from './refusals.ts';
import { documentIn, idOf, parsed, type RoleStore } from './roles.ts';

type Policy = {
  readonly name: string;
  readonly path: string;
  readonly created: number;
  /** The last is the newest. */
  readonly versions: readonly Version[];
  readonly byDefault: string;
  /** How many there have been. */
  readonly count: number;
};

type Version = { readonly id: string; readonly document: string; readonly created: number };

const MOST_VERSIONS = 5;

/** Managed policies that IAM's API makes; of their versions one counts. */
export function createPolicies({ iam, place, clock, storage }: World, roles: RoleStore) {
  const stored = entriesOf<Policy>(storage, 'iam-policy');
  const policies = new Map<string, Policy>();

  const apply = (arn: string, policy: Policy): void => {
    policies.set(arn, policy);
    const current = policy.versions.find(({ id }) => id === policy.byDefault);
    iam.roles.addManaged(arn, policy.name, parsed(current?.document ?? '{}'));
    roles.reapply(arn);
  };
  const change = (arn: string, policy: Policy): Json => {
    apply(arn, policy);
    stored.put(arn, policy);
    return {};
  };
  const demand = (input: JsonObject): { arn: string; policy: Policy } => {
    const arn = textOf(input['PolicyArn']) ?? '';
    const policy = policies.get(arn);
    if (policy === undefined) throw noSuchEntity(`Policy ${arn}`);
    return { arn, policy };
  };
  const shown = (arn: string, policy: Policy): JsonObject => ({
    PolicyName: policy.name,
    PolicyId: idOf('ANPA', policy.name),
    Arn: arn,
    Path: policy.path,
    DefaultVersionId: policy.byDefault,
    AttachmentCount: roles.attachedTo(arn),
    PermissionsBoundaryUsageCount: 0,
    IsAttachable: true,
    CreateDate: new Date(policy.created).toISOString(),
    UpdateDate: new Date(policy.versions.at(-1)?.created ?? policy.created).toISOString(),
  });
  const shownVersion = (policy: Policy, version: Version, withDocument: boolean): JsonObject => ({
    ...(withDocument ? { Document: encodeURIComponent(version.document) } : {}),
    VersionId: version.id,
    IsDefaultVersion: version.id === policy.byDefault,
    CreateDate: new Date(version.created).toISOString(),
  });
  const versionIn = (policy: Policy, input: JsonObject): Version => {
    const id = textOf(input['VersionId']) ?? '';
    const version = policy.versions.find((each) => each.id === id);
    if (version === undefined) throw noSuchEntity(`Policy version ${id}`);
    return version;
  };

  const operations: Operations = {
    CreatePolicy(input) {
      const name = textOf(input['PolicyName']) ?? '';
      const path = textOf(input['Path']) ?? '/';
      const arn = `arn:aws:iam::${place.account}:policy${path}${name}`;
      if (policies.has(arn)) throw alreadyThere(`A policy called ${name}`);
      const created = clock.now();
      const version = { id: 'v1', document: documentIn(input, 'PolicyDocument'), created };
      const policy = { name, path, created, versions: [version], byDefault: 'v1', count: 1 };
      change(arn, policy);
      return { Policy: shown(arn, policy) };
    },
    GetPolicy(input) {
      const { arn, policy } = demand(input);
      return { Policy: shown(arn, policy) };
    },
    ListPolicies: () => ({
      Policies: [...policies].map(([arn, policy]) => shown(arn, policy)),
      IsTruncated: false,
    }),
    DeletePolicy(input) {
      const { arn, policy } = demand(input);
      if (roles.attachedTo(arn) > 0) throw stillUsed('Cannot delete a policy attached to entities.');
      if (policy.versions.length > 1)
        throw stillUsed(
          'This policy has more than one version. Before you delete a policy, you must delete the policy’s versions.',
        );
      apply(arn, { ...policy, versions: [] });
      policies.delete(arn);
      stored.remove(arn);
      return {};
    },
    CreatePolicyVersion(input) {
      const { arn, policy } = demand(input);
      if (policy.versions.length >= MOST_VERSIONS)
        throw stillUsed(
          `A managed policy can have up to ${MOST_VERSIONS} versions. Before you create a new version, you must delete an existing version.`,
        );
      const count = policy.count + 1;
      const id = `v${count}`;
      const version = { id, document: documentIn(input, 'PolicyDocument'), created: clock.now() };
      const byDefault = booleanOf(input['SetAsDefault']) === true ? id : policy.byDefault;
      const changed = { ...policy, versions: [...policy.versions, version], byDefault, count };
      change(arn, changed);
      return { PolicyVersion: shownVersion(changed, version, false) };
    },
    GetPolicyVersion(input) {
      const { policy } = demand(input);
      return { PolicyVersion: shownVersion(policy, versionIn(policy, input), true) };
    },
    ListPolicyVersions(input) {
      const { policy } = demand(input);
      const newestFirst = policy.versions.toReversed();
      return { Versions: newestFirst.map((each) => shownVersion(policy, each, false)), IsTruncated: false };
    },
    DeletePolicyVersion(input) {
      const { arn, policy } = demand(input);
      const { id } = versionIn(policy, input);
      if (id === policy.byDefault) throw stillUsed('Cannot delete the default version of a policy.');
      return change(arn, { ...policy, versions: policy.versions.filter((each) => each.id !== id) });
    },
  };
  return {
    operations,
    restore(): void {
      for (const [arn, policy] of stored.all()) apply(arn, policy);
    },
  };
}

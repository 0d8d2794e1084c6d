import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListPolicyVersionsCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  type IAMClient,
} from '@aws-sdk/client-iam';
import { listOf, objectOf, textOf, textsOf } from '../../local/json.ts';
import { physicalName } from '../../local/resources/names.ts';
import type { Json } from '../../local/service.ts';
import type { ResourceRequest } from '../../local/template/deploy.ts';
import type { Account } from '../account.ts';
import { unless, type Kind } from './kind.ts';

const ABSENT = ['NoSuchEntity', 'NoSuchEntityException'];
const THERE = ['EntityAlreadyExists', 'EntityAlreadyExistsException'];

export function role({ iam, place }: Account): Kind {
  const expected = (request: ResourceRequest) => {
    const name = textOf(request.properties['RoleName']) ?? physicalName(request);
    const path = textOf(request.properties['Path']) ?? '/';
    const arn = `arn:aws:iam::${place.account}:role${path}${name}`;
    return { ref: name, attributes: { Arn: arn, RoleId: name } };
  };
  return {
    expected,
    async put(request) {
      const { properties } = request;
      const { ref: RoleName, attributes } = expected(request);
      const trust = documentOf(properties['AssumeRolePolicyDocument']);
      const Path = textOf(properties['Path']) ?? '/';
      const made = await unless(
        THERE,
        iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: trust })),
      );
      if (made === undefined) {
        await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust }));
        // What the template permits follows; what it no longer permits must not stay.
        await empty(iam, RoleName);
      }
      for (const policy of listOf(properties['Policies']).map(objectOf))
        await iam.send(
          new PutRolePolicyCommand({
            RoleName,
            PolicyName: textOf(policy['PolicyName']),
            PolicyDocument: documentOf(policy['PolicyDocument']),
          }),
        );
      for (const PolicyArn of textsOf(properties['ManagedPolicyArns']))
        await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
      const { Arn = attributes.Arn, RoleId = attributes.RoleId } = made?.Role ?? {};
      return { ref: RoleName, attributes: { Arn, RoleId } };
    },
    async remove(request) {
      const RoleName = expected(request).ref;
      await unless(ABSENT, empty(iam, RoleName));
      await unless(ABSENT, iam.send(new DeleteRoleCommand({ RoleName })));
    },
  };
}

/** Without policies; IAM deletes no other role. */
async function empty(iam: IAMClient, RoleName: string): Promise<void> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of AttachedPolicies)
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
}

/** `AWS::IAM::Policy`: the same document, inside each of its roles. */
export function inlinePolicy({ iam }: Account): Kind {
  const expected = ({ id }: ResourceRequest) => ({ ref: id, attributes: { Id: id } });
  return {
    expected,
    async put(request) {
      const { PolicyName: name, PolicyDocument: document, Roles: roles } = request.properties;
      const policy = { PolicyName: textOf(name), PolicyDocument: documentOf(document) };
      for (const RoleName of textsOf(roles))
        await iam.send(new PutRolePolicyCommand({ RoleName, ...policy }));
      return expected(request);
    },
    async remove({ properties: { PolicyName: name, Roles: roles } }) {
      for (const RoleName of textsOf(roles)) {
        const policy = { RoleName, PolicyName: textOf(name) };
        await unless(ABSENT, iam.send(new DeleteRolePolicyCommand(policy)));
      }
    },
  };
}

/** What is too large for a role's own policies. */
export function managedPolicy({ iam, place }: Account): Kind {
  const expected = (request: ResourceRequest) => {
    const name = textOf(request.properties['ManagedPolicyName']) ?? physicalName(request, 128);
    const path = textOf(request.properties['Path']) ?? '/';
    const arn = `arn:aws:iam::${place.account}:policy${path}${name}`;
    return { ref: arn, attributes: { Id: arn, PolicyArn: arn } };
  };
  return {
    expected,
    async put(request) {
      const { properties } = request;
      const made = expected(request);
      const PolicyName = made.ref.slice(made.ref.lastIndexOf('/') + 1);
      const PolicyDocument = documentOf(properties['PolicyDocument']);
      const Path = textOf(properties['Path']) ?? '/';
      const created = await unless(
        THERE,
        iam.send(new CreatePolicyCommand({ PolicyName, Path, PolicyDocument })),
      );
      if (created === undefined) await replace(iam, made.ref, PolicyDocument);
      for (const RoleName of textsOf(properties['Roles']))
        await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: made.ref }));
      return made;
    },
    async remove(request) {
      const PolicyArn = expected(request).ref;
      for (const RoleName of textsOf(request.properties['Roles']))
        await unless(ABSENT, iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })));
      await unless(ABSENT, prune(iam, PolicyArn));
      await unless(ABSENT, iam.send(new DeletePolicyCommand({ PolicyArn })));
    },
  };
}

async function replace(iam: IAMClient, PolicyArn: string, PolicyDocument: string): Promise<void> {
  await prune(iam, PolicyArn);
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
}

/** A policy has five versions at most, and only one that counts. */
async function prune(iam: IAMClient, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
  for (const { VersionId, IsDefaultVersion } of Versions)
    if (IsDefaultVersion !== true) await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
}

function documentOf(document: Json | undefined): string {
  return JSON.stringify(document ?? {});
}

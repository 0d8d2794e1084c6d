import { isObject, listOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { awsManaged } from './aws-managed.ts';
import type { Policy } from './document.ts';
import { nameIn } from './session.ts';

export type Role = {
  readonly arn: string;
  readonly trust: Policy;
  readonly policies: Policy[];
  boundary: Policy | undefined;
};

/** The roles that the template makes; whatever is not among them is not limited. */
export type Roles = {
  /** From the properties of an `AWS::IAM::Role`. */
  add(arn: string, properties: JsonObject): void;
  /** An `AWS::IAM::Policy`, or a managed one of the template, for roles by their names. */
  attach(roleNames: readonly string[], name: string, document: Json | undefined): void;
  /** A managed policy of the template that roles name by its ARN. */
  addManaged(arn: string, name: string, document: Json | undefined): void;
  find(arn: string): Role | undefined;
  all(): readonly Role[];
};

export function createRoles(
  read: (name: string, document: Json | undefined) => Policy,
  problem: (text: string) => void,
  changed: () => void = () => undefined,
): Roles {
  const roles = new Map<string, Role>();
  const managed = new Map<string, Policy>();
  const managedBy = (arn: string, role: string): Policy | undefined => {
    const known = managed.get(arn) ?? awsManaged(arn);
    if (known === undefined) {
      problem(
        `${role} has the policy ${arn}, which is neither in the template nor known to the local cloud: ` +
          'here it permits nothing.',
      );
    }
    return known;
  };
  return {
    add(arn, properties) {
      const name = nameIn(arn);
      const own = listOf(properties['Policies']).filter(isObject);
      const attached = textsOf(properties['ManagedPolicyArns']).flatMap(
        (policyArn) => managedBy(policyArn, name) ?? [],
      );
      const boundary = textOf(properties['PermissionsBoundary']);
      roles.set(arn, {
        arn,
        trust: read(`the trust policy of ${name}`, properties['AssumeRolePolicyDocument']),
        policies: [
          ...own.map((policy) =>
            read(`${name}, ${textOf(policy['PolicyName']) ?? 'inline'}`, policy['PolicyDocument']),
          ),
          ...attached,
        ],
        // A boundary that nobody knows permits nothing, like every policy that is not there.
        boundary:
          boundary === undefined
            ? undefined
            : (managedBy(boundary, name) ?? { name: boundary, statements: [] }),
      });
      changed();
    },
    attach(roleNames, name, document) {
      const policy = read(name, document);
      for (const role of roles.values()) {
        if (roleNames.includes(nameIn(role.arn))) role.policies.push(policy);
      }
      changed();
    },
    addManaged(arn, name, document) {
      managed.set(arn, read(name, document));
    },
    find: (arn) => roles.get(arn),
    all: () => [...roles.values()],
  };
}

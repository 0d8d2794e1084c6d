import { objectOf, textOf } from '../json.ts';
import { AwsError, type Caller, type Service } from '../service.ts';
import type { World } from '../world.ts';
import { createUnpacked } from './code.ts';
import { createFunctions, type Operations } from './functions.ts';
import { createLogs } from './logs.ts';
import { createMappings } from './mappings.ts';
import { createPermissions } from './permissions.ts';
import { createPolicies } from './policies.ts';
import { createRoles } from './roles.ts';

/** What is otherwise made from a template only, made through the APIs of its services: whoever deploys to an endpoint does so. */
export type Management = {
  /** Lambda with the operations that change functions, IAM, and CloudWatch Logs. */
  readonly services: { readonly lambda: Service; readonly iam: Service; readonly logs: Service };
  /** Makes again what the API had made when the cloud ended; to be called when the template's resources are there. */
  restore(): Promise<void>;
  /** Lets what was made again follow its sources; to be called when the cloud answers. */
  begin(): void;
  stop(): void;
};

export function createManagement(world: World): Management {
  const unpacked = createUnpacked();
  const functions = createFunctions(world, unpacked);
  const mappings = createMappings(world);
  const permissions = createPermissions(world);
  const roles = createRoles(world);
  const policies = createPolicies(world, roles);
  const writing: Operations = {
    ...functions.operations,
    ...mappings.operations,
    ...permissions.operations,
    async DeleteFunction(input) {
      const deleted = await functions.operations['DeleteFunction']?.(input);
      permissions.forget(textOf(input['FunctionName']) ?? '');
      return deleted ?? {};
    },
  };
  const identities = { ...roles.operations, ...policies.operations };
  return {
    services: {
      lambda: {
        async call(operation, input, caller) {
          const perform = Object.hasOwn(writing, operation) ? writing[operation] : undefined;
          if (perform === undefined) return world.services.lambda.call(operation, input, caller);
          refuse(world, caller, `lambda:${operation}`);
          return perform(objectOf(input));
        },
      },
      iam: {
        async call(operation, input, caller) {
          const perform = Object.hasOwn(identities, operation) ? identities[operation] : undefined;
          if (perform === undefined)
            throw new AwsError('InvalidAction', `IAM's ${operation} is not there in the local cloud.`);
          refuse(world, caller, `iam:${operation}`);
          return perform(objectOf(input));
        },
      },
      logs: createLogs(world),
    },
    async restore() {
      policies.restore();
      roles.restore();
      await functions.restore();
      permissions.restore();
    },
    begin: () => mappings.restore(),
    stop() {
      mappings.stop();
      functions.stop();
      unpacked.remove();
    },
  };
}

/** A role that the cloud knows may do it where a policy permits it for everything. @throws AwsError */
function refuse({ iam }: World, caller: Caller, action: string): void {
  const refusal = iam.refusalAtOnce(caller, { action, resource: '*' });
  if (refusal !== undefined) throw new AwsError('AccessDeniedException', refusal, { status: 403 });
}

import { listOf, objectOf, textOf } from '../json.ts';
import { THE_CLOUD } from '../world.ts';
import type { Caller, Json, Place, Service } from '../service.ts';
import { CHECKS } from './calls/calls.ts';
import type { Known } from './calls/check.ts';
import { denialError, type ServiceName } from './denial.ts';
import type { Iam } from './iam.ts';
import { followPolicies } from './stated-policies.ts';

/** The same service, but what its caller is not permitted is refused, as its own API refuses it. */
export function guarded<S extends Service>(service: S, name: ServiceName, iam: Iam, place: Place): S {
  const known = knownOf(service);
  const call = async (operation: string, input: Json, caller: Caller): Promise<Json> => {
    if (caller.roleArn !== undefined) {
      for (const check of CHECKS[name](operation, objectOf(input), place)) {
        const refusal = await iam.refusalOf(caller, check, known);
        if (refusal !== undefined) throw denialError(name, refusal);
      }
    }
    const output = await service.call(operation, input, caller);
    followPolicies(iam, place, {
      service: name,
      operation,
      input: objectOf(input),
      output: objectOf(output),
    });
    return output;
  };
  return { ...service, call };
}

/** Asked of DynamoDB, and only where a policy wants to know. */
function knownOf(service: Service): Known {
  return {
    async partitionKeyOf(table, index) {
      const output = await service.call('DescribeTable', { TableName: table }, THE_CLOUD);
      const description = objectOf(objectOf(output)['Table']);
      const indexes = [
        ...listOf(description['GlobalSecondaryIndexes']),
        ...listOf(description['LocalSecondaryIndexes']),
      ].map(objectOf);
      const of = index === undefined ? description : indexes.find(({ IndexName }) => IndexName === index);
      const hash = listOf(of?.['KeySchema'])
        .map(objectOf)
        .find(({ KeyType }) => KeyType === 'HASH');
      return textOf(hash?.['AttributeName']);
    },
  };
}

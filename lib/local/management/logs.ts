import { numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json, type Service } from '../service.ts';
import { entriesOf } from '../storage/typed.ts';
import type { World } from '../world.ts';
import type { Operations } from './functions.ts';

type Group = { readonly created: number; readonly retention: number | null };

const NAME = /^[.\-_/#A-Za-z0-9]{1,512}$/;

/** CloudWatch Logs, as far as deployments speak to it: groups have names and keep nothing, for functions write to the console. */
export function createLogs({ place, clock, storage }: World): Service {
  const stored = entriesOf<Group>(storage, 'log-group');
  const groups = new Map(stored.all());
  const change = (name: string, group: Group): Json => {
    groups.set(name, group);
    stored.put(name, group);
    return {};
  };
  const demand = (input: JsonObject): { name: string; group: Group } => {
    const name = textOf(input['logGroupName']) ?? '';
    const group = groups.get(name);
    if (group !== undefined) return { name, group };
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  };
  const operations: Operations = {
    CreateLogGroup(input) {
      const name = textOf(input['logGroupName']) ?? '';
      if (!NAME.test(name))
        throw new AwsError('InvalidParameterException', `"${name}" is no name of a log group.`);
      if (groups.has(name))
        throw new AwsError('ResourceAlreadyExistsException', 'The specified log group already exists');
      return change(name, { created: clock.now(), retention: null });
    },
    PutRetentionPolicy(input) {
      const { name, group } = demand(input);
      return change(name, { ...group, retention: numberOf(input['retentionInDays']) ?? null });
    },
    DeleteRetentionPolicy(input) {
      const { name, group } = demand(input);
      return change(name, { ...group, retention: null });
    },
    DeleteLogGroup(input) {
      const { name } = demand(input);
      groups.delete(name);
      stored.remove(name);
      return {};
    },
    DescribeLogGroups(input) {
      const prefix = textOf(input['logGroupNamePrefix']) ?? '';
      const found = [...groups].filter(([name]) => name.startsWith(prefix)).sort();
      return {
        logGroups: found.map(([name, { created, retention }]) => ({
          logGroupName: name,
          creationTime: created,
          arn: `arn:aws:logs:${place.region}:${place.account}:log-group:${name}:*`,
          ...(retention === null ? {} : { retentionInDays: retention }),
          storedBytes: 0,
          metricFilterCount: 0,
        })),
      };
    },
  };
  return {
    async call(operation, input) {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (perform !== undefined) return perform(objectOf(input));
      const message = `CloudWatch Logs' ${operation} is not there in the local cloud.`;
      throw new AwsError('UnknownOperationException', message);
    },
  };
}

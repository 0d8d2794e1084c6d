import { textOf, type JsonObject } from '../json.ts';
import { noSuchFunction } from '../lambda/errors.ts';
import { namedBy } from '../lambda/reading.ts';
import { permissionOf } from '../resources/policies.ts';
import { AwsError, type Json } from '../service.ts';
import { entriesOf } from '../storage/typed.ts';
import type { World } from '../world.ts';
import type { Operations } from './functions.ts';
import { conflict } from './refusals.ts';

/** By the function's name and the statement's. */
type Statements = { readonly [sid: string]: Json };

/** Who may invoke functions, as far as the API says it. */
export function createPermissions({ services: { lambda }, iam, place, storage }: World) {
  const stored = entriesOf<Statements>(storage, 'lambda-permission');
  const statements = new Map<string, Statements>();

  const arnOf = (input: JsonObject): string => {
    const { name } = namedBy(textOf(input['FunctionName']) ?? '');
    const found = lambda.find(name);
    if (found === undefined) throw noSuchFunction(name, undefined, place);
    return found.settings.arn;
  };
  const state = (arn: string, all: Statements): void => {
    statements.set(arn, all);
    iam.setResourcePolicy(arn, `the policy of ${arn}`, { Statement: Object.values(all) });
  };
  const change = (arn: string, all: Statements): void => {
    state(arn, all);
    stored.put(arn, all);
  };

  const operations: Operations = {
    AddPermission(input) {
      const arn = arnOf(input);
      const sid = textOf(input['StatementId']) ?? '';
      const there = statements.get(arn) ?? {};
      if (Object.hasOwn(there, sid))
        throw conflict(
          `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        );
      const statement = { Sid: sid, ...permissionOf(arn, input) };
      change(arn, { ...there, [sid]: statement });
      return { Statement: JSON.stringify(statement) };
    },
    RemovePermission(input) {
      const arn = arnOf(input);
      const sid = textOf(input['StatementId']) ?? '';
      const { [sid]: removed, ...others } = statements.get(arn) ?? {};
      if (removed === undefined)
        throw new AwsError('ResourceNotFoundException', `Statement ${sid} is not found in resource policy.`, {
          status: 404,
        });
      change(arn, others);
      return {};
    },
    GetPolicy(input) {
      const all = Object.values(statements.get(arnOf(input)) ?? {});
      if (all.length === 0)
        throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', {
          status: 404,
        });
      return { Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: all }) };
    },
  };
  return {
    operations,
    /** With the function that they are of. */
    forget(nameOrArn: string): void {
      const arn = `arn:aws:lambda:${place.region}:${place.account}:function:${namedBy(nameOrArn).name}`;
      if (!statements.delete(arn)) return;
      iam.setResourcePolicy(arn, `the policy of ${arn}`, { Statement: [] });
      stored.remove(arn);
    },
    restore(): void {
      for (const [arn, all] of stored.all()) state(arn, all);
    },
  };
}

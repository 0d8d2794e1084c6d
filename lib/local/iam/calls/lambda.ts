import { textOf } from '../../json.ts';
import type { Checks } from './check.ts';

/** Names of operations that are not those of their permissions. */
const ACTIONS: { readonly [operation: string]: string } = { Invoke: 'InvokeFunction' };
const ON_NOTHING = ['ListFunctions', 'ListEventSourceMappings', 'GetAccountSettings'];

export const lambdaChecks: Checks = (operation, input, { region, account }) => {
  const action = `lambda:${ACTIONS[operation] ?? operation}`;
  const name = textOf(input['FunctionName']);
  if (ON_NOTHING.includes(operation) || name === undefined) return [{ action, resource: '*' }];
  const arn = name.startsWith('arn:') ? name : `arn:aws:lambda:${region}:${account}:function:${name}`;
  return [{ action, resource: arn }];
};

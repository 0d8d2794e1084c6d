import { readToken } from '../../asl/engine/token.ts';
import { textOf, type JsonObject } from '../../json.ts';
import type { Checks } from './check.ts';

const ON_NOTHING = ['ListStateMachines', 'ListActivities', 'ValidateStateMachineDefinition'];
const ANSWERS = ['SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat'];

export const statesChecks: Checks = (operation, input, { region, account }) => {
  const action = `states:${operation}`;
  if (ON_NOTHING.includes(operation)) return [{ action, resource: '*' }];
  // A token that is none is refused as such: there is no state machine to judge it by.
  if (ANSWERS.includes(operation)) {
    return machineOfToken(input).map((resource) => ({ action, resource }));
  }
  if (operation === 'CreateStateMachine') {
    const name = textOf(input['name']) ?? '';
    return [{ action, resource: `arn:aws:states:${region}:${account}:stateMachine:${name}` }];
  }
  const resource =
    textOf(input['executionArn']) ?? textOf(input['stateMachineArn']) ?? textOf(input['resourceArn']) ?? '*';
  return [{ action, resource }];
};

/** As AWS does: an answer is judged by the state machine whose task waits for it. */
function machineOfToken(input: JsonObject): readonly string[] {
  const token = readToken(textOf(input['taskToken']) ?? '');
  if (token === undefined) return [];
  const [arn, partition, service, region, account, , machine] = token.execution.split(':');
  return [[arn, partition, service, region, account, 'stateMachine', machine].join(':')];
}

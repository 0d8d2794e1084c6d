import { booleanOf, listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import { AwsError, type Caller, type Json, type Service } from '../service.ts';
import { TemplateProblem } from '../template/problem.ts';
import { denialError } from './denial.ts';
import type { Iam } from './iam.ts';

/** What Step Functions does with the roles of state machines by itself. */
export type MachineRoles = {
  /** The same service, but what Step Functions itself may not do with a machine's role is refused. */
  guard<S extends Service>(states: S): S;
  /** To be called when all of the template's policies are there. @throws TemplateProblem */
  settle(): void;
};

type Machine = { readonly roleArn: string; readonly traced: boolean; readonly logged: boolean };

/** What it asks for, all of it, before it delivers logs: AWS's list in "Logging using CloudWatch Logs". */
const DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
const TRACES = [
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
];

export function createMachineRoles(iam: Iam, log: Log): MachineRoles {
  const machines = new Map<string, Machine>();
  let settled = false;

  const refused = (roleArn: string, actions: readonly string[]): boolean =>
    actions
      .map((action) => iam.refusalAtOnce({ roleArn }, { action, resource: '*' }))
      .some((refusal) => refusal !== undefined);
  const check = (machine: Machine): void => {
    if (!iam.trusts(machine.roleArn, 'states.amazonaws.com')) {
      const message =
        'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume ' +
        'the provided role.';
      throw denialError('states', message);
    }
    // The template's policies come in any order.
    if (settled && machine.logged && refused(machine.roleArn, DELIVERY))
      throw denialError(
        'states',
        'The state machine IAM Role is not authorized to access the Log Destination',
      );
  };
  const noted = new Set<string>();
  const started = (arn: string): void => {
    const machine = machines.get(arn);
    if (machine?.traced !== true) return;
    if (!refused(machine.roleArn, TRACES)) noted.delete(arn);
    else if (!noted.has(arn)) {
      noted.add(arn);
      log({
        source: 'cloud',
        level: 'warning',
        text: `The traces of ${arn} are lost, as on AWS: its role may not write them.`,
      });
    }
  };
  const call = async (states: Service, operation: string, input: Json, caller: Caller): Promise<Json> => {
    const given = objectOf(input);
    const arn = textOf(given['stateMachineArn']) ?? '';
    const creates = operation === 'CreateStateMachine';
    const machine =
      creates || operation === 'UpdateStateMachine' ? machineOf(given, machines.get(arn)) : undefined;
    if (machine !== undefined) check(machine);
    const output = await states.call(operation, input, caller);
    if (machine !== undefined)
      machines.set(creates ? (textOf(objectOf(output)['stateMachineArn']) ?? '') : arn, machine);
    if (operation === 'StartExecution') started(arn);
    return output;
  };
  return {
    guard: (states) => ({
      ...states,
      call: (operation: string, input: Json, caller: Caller) => call(states, operation, input, caller),
    }),
    settle() {
      settled = true;
      for (const [arn, machine] of machines) {
        try {
          check(machine);
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          throw new TemplateProblem(`${arn}: ${error.code}: ${error.message}`, { cause: error });
        }
      }
    },
  };
}

/** What the request says, and for the rest what was so before. */
function machineOf(given: JsonObject, before: Machine | undefined): Machine {
  const { loggingConfiguration: logging, tracingConfiguration: tracing } = given;
  const level = textOf(objectOf(logging)['level']) ?? 'OFF';
  return {
    roleArn: textOf(given['roleArn']) ?? before?.roleArn ?? '',
    traced:
      tracing === undefined ? (before?.traced ?? false) : booleanOf(objectOf(tracing)['enabled']) === true,
    logged:
      logging === undefined
        ? (before?.logged ?? false)
        : level !== 'OFF' && listOf(objectOf(logging)['destinations']).length > 0,
  };
}

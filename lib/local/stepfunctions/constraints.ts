import { MAX_PAYLOAD_BYTES } from '../asl/json.ts';
import type { Constraint, Constraints } from '../constraints.ts';

const ARN: Constraint = { required: true, min: 1, max: 256 };
const NAME: Constraint = { min: 1, max: 80 };
const ROLE: Constraint = { min: 1, max: 256 };
const DEFINITION: Constraint = { min: 1, max: 1_048_576, bytes: true, secret: true };
const PAYLOAD: Constraint = { max: MAX_PAYLOAD_BYTES, bytes: true, secret: true };
const FAILURE: Constraints = { error: { max: 256, secret: true }, cause: { max: 32_768, secret: true } };
const TOKEN: Constraint = { required: true, min: 1, max: 2048 };
const INCLUDED: Constraint = { values: ['ALL_DATA', 'METADATA_ONLY'] };
const TYPE: Constraint = { values: ['STANDARD', 'EXPRESS'] };

function paged(tokenLength: number): Constraints {
  return { maxResults: { least: 0, greatest: 1000 }, nextToken: { min: 1, max: tokenLength } };
}

/** What the model of Step Functions' API says of requests, by operation. */
export const CONSTRAINTS: { readonly [operation: string]: Constraints } = {
  CreateStateMachine: {
    name: { ...NAME, required: true },
    definition: { ...DEFINITION, required: true },
    roleArn: { ...ROLE, required: true },
    type: TYPE,
  },
  UpdateStateMachine: { stateMachineArn: ARN, definition: DEFINITION, roleArn: ROLE },
  DescribeStateMachine: { stateMachineArn: ARN, includedData: INCLUDED },
  DeleteStateMachine: { stateMachineArn: ARN },
  ListStateMachines: paged(1024),
  ListStateMachineVersions: { stateMachineArn: ARN, ...paged(1024) },
  ListStateMachineAliases: { stateMachineArn: ARN, ...paged(1024) },
  ListActivities: paged(1024),
  ValidateStateMachineDefinition: {
    definition: { ...DEFINITION, required: true },
    type: TYPE,
    severity: { values: ['ERROR', 'WARNING'] },
    maxResults: { least: 0, greatest: 100 },
  },
  StartExecution: { stateMachineArn: ARN, name: NAME, input: PAYLOAD, traceHeader: { max: 256 } },
  StopExecution: { executionArn: ARN, ...FAILURE },
  DescribeExecution: { executionArn: ARN, includedData: INCLUDED },
  DescribeStateMachineForExecution: { executionArn: ARN, includedData: INCLUDED },
  ListExecutions: {
    stateMachineArn: { min: 1, max: 256 },
    statusFilter: { values: ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] },
    redriveFilter: { values: ['REDRIVEN', 'NOT_REDRIVEN'] },
    ...paged(3096),
  },
  GetExecutionHistory: { executionArn: ARN, ...paged(1024) },
  SendTaskSuccess: { taskToken: TOKEN, output: { ...PAYLOAD, required: true } },
  SendTaskFailure: { taskToken: TOKEN, ...FAILURE },
  SendTaskHeartbeat: { taskToken: TOKEN },
  RedriveExecution: { executionArn: ARN, clientToken: { min: 1, max: 64, pattern: '[!-~]+' } },
  TagResource: { resourceArn: ARN, tags: { required: true } },
  UntagResource: { resourceArn: ARN, tagKeys: { required: true } },
  ListTagsForResource: { resourceArn: ARN },
};

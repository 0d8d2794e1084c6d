import type { Execution, Status } from '../asl/engine/execution.ts';
import { bytesOf } from '../asl/json.ts';
import { isoSecond } from '../iso.ts';
import type { Json, Place } from '../service.ts';
import { redriveOf } from './redrive.ts';

/** Above that, AWS leaves the data out of the event. */
const MAX_DATA_BYTES = 248 * 1024;
/** Of one unit of a text. */
const MOST_BYTES = 3;

/** The event AWS puts on the default bus; whoever puts it there gives it its `id`. */
export type StatusEvent = {
  readonly version: '0';
  readonly 'detail-type': 'Step Functions Execution Status Change';
  readonly source: 'aws.states';
  readonly account: string;
  /** Whole seconds, as every envelope's. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: { readonly [name: string]: Json };
};

export function statusEvent(execution: Execution, status: Status, place: Place, now: number): StatusEvent {
  return {
    version: '0',
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: place.account,
    time: isoSecond(now),
    region: place.region,
    resources: [execution.arn],
    detail: detailOf(execution, status, now),
  };
}

function detailOf(execution: Execution, status: Status, now: number): StatusEvent['detail'] {
  const output = execution.output ?? null;
  const included = isIncluded(execution.input, output ?? '');
  const { redriveStatus, redriveStatusReason } = redriveOf(execution, now);
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.machine.arn,
    name: execution.name,
    status,
    startDate: execution.startedAt,
    stopDate: execution.stoppedAt ?? null,
    input: included ? execution.input : null,
    output: included ? output : null,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: execution.redriveCount,
    redriveDate: execution.redrivenAt ?? null,
    redriveStatus,
    redriveStatusReason: redriveStatusReason ?? null,
    inputDetails: { included },
    outputDetails: output === null ? null : { included },
    error: execution.error ?? null,
    cause: execution.cause ?? null,
  };
}

/** Most need no counting. */
function isIncluded(input: string, output: string): boolean {
  if ((input.length + output.length) * MOST_BYTES <= MAX_DATA_BYTES) return true;
  return bytesOf(input) + bytesOf(output) <= MAX_DATA_BYTES;
}

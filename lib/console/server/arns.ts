import { executionName } from '../../projection/execution.ts';
import { instancePartition } from '../../projection/partitions.ts';

/** Where the console looks: the local cloud, or AWS, into whose own console it then links. */
export type Place =
  { readonly kind: 'local'; readonly url: string } | { readonly kind: 'aws'; readonly region: string };

export type Arns = ReturnType<typeof arnsFor>;

/** @param stateMachineArnPrefix `arn:aws:states:REGION:ACCOUNT:stateMachine:PREFIX-` */
export function arnsFor(stateMachineArnPrefix: string, place: Place) {
  const consoleUrl = (region: string, path: string) =>
    `https://${region}.console.aws.amazon.com/states/home?region=${region}#/${path}`;
  return {
    arnOf: (choreography: string, execution: string) =>
      `${stateMachineArnPrefix.replace(':stateMachine:', ':execution:')}${choreography}:${execution}`,
    executionUrl: (arn: string) =>
      place.kind === 'aws' ? consoleUrl(place.region, `v2/executions/details/${arn}`) : undefined,
    machineUrl: (choreography: string) =>
      place.kind === 'aws'
        ? consoleUrl(place.region, `statemachines/view/${stateMachineArnPrefix}${choreography}`)
        : undefined,
    /** As the rows' writers make it of the id that an event carries. */
    partitionOf: instancePartition,
    /** Of a run that INSTANCE has forgotten. */
    executionOf: executionName,
  };
}

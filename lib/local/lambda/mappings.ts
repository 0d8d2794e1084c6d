import { booleanOf, numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';

/** What brings the messages of a queue, or the records of a stream, to a function. */
export type Mapping = {
  readonly id: string;
  readonly sourceArn: string;
  readonly functionArn: string;
  /** As the template has it. */
  readonly properties: JsonObject;
};

const FOR_ALL = ['FilterCriteria', 'FunctionResponseTypes', 'DestinationConfig'];

/** As Lambda's API shows it, with what applies where the template says nothing. */
export function shownMapping({ id, sourceArn, functionArn, properties }: Mapping, since: number): Json {
  const isQueue = sourceArn.split(':')[2] === 'sqs';
  const window = numberOf(properties['MaximumBatchingWindowInSeconds']) ?? 0;
  return {
    UUID: id,
    EventSourceArn: sourceArn,
    FunctionArn: functionArn,
    BatchSize: numberOf(properties['BatchSize']) ?? (isQueue ? 10 : 100),
    MaximumBatchingWindowInSeconds: window,
    // Epoch seconds, unlike a function's.
    LastModified: since / 1000,
    State: booleanOf(properties['Enabled']) === false ? 'Disabled' : 'Enabled',
    StateTransitionReason: 'USER_INITIATED',
    ...(isQueue ? ofQueue(properties) : ofStream(properties)),
    ...Object.fromEntries(Object.entries(properties).filter(([name]) => FOR_ALL.includes(name))),
  };
}

function ofQueue(properties: JsonObject): JsonObject {
  const most = numberOf(objectOf(properties['ScalingConfig'])['MaximumConcurrency']);
  return most === undefined ? {} : { ScalingConfig: { MaximumConcurrency: most } };
}

function ofStream(properties: JsonObject): JsonObject {
  return {
    StartingPosition: textOf(properties['StartingPosition']) ?? 'LATEST',
    ParallelizationFactor: numberOf(properties['ParallelizationFactor']) ?? 1,
    BisectBatchOnFunctionError: booleanOf(properties['BisectBatchOnFunctionError']) ?? false,
    MaximumRetryAttempts: numberOf(properties['MaximumRetryAttempts']) ?? -1,
    MaximumRecordAgeInSeconds: numberOf(properties['MaximumRecordAgeInSeconds']) ?? -1,
    TumblingWindowInSeconds: 0,
  };
}

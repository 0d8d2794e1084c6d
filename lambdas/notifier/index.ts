import { Metrics } from '@aws-lambda-powertools/metrics';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { METRICS } from '../../lib/definition/metrics.ts';
import { createBus } from '../adapters/bus.ts';
import { createCounters } from '../adapters/counters.ts';
import { dynamodb, eventBridge } from '../clients.ts';
import { parseEnvironment } from '../environment.ts';
import { createLog } from '../log.ts';
import { measuresBy } from './measures.ts';
import { notify } from './notifying.ts';

const environment = parseEnvironment(process.env);
const telling = {
  bus: createBus(eventBridge(), environment.busName),
  counters: createCounters(dynamodb(), environment.tableName, Date.now),
  log: createLog(),
  clock: Date.now,
  ...measuresBy(new Metrics({ namespace: METRICS.namespace })),
};

/** Rows that changed in a way that others want to know of. */
export const handler = (event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
  telling.log.written(notify(event, telling));

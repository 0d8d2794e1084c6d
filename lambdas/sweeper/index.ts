import type { Context, EventBridgeEvent } from 'aws-lambda';
import { createTimers } from '../adapters/timers.ts';
import { dynamodb } from '../clients.ts';
import { parseEnvironment } from '../environment.ts';
import { deployed } from '../surroundings.ts';
import { sweepAll } from './sweeping.ts';

const around = deployed(import.meta.url);
const timers = createTimers(dynamodb(), parseEnvironment(process.env).tableName);
/** Milliseconds of its time that the function keeps for what it has begun. */
const RESERVE = 8000;

/** What is due, and what was left behind. */
export const handler = (_: EventBridgeEvent<'Scheduled Event', object>, context: Context): Promise<void> =>
  sweepAll({ ...around, timers, hasTime: () => context.getRemainingTimeInMillis() > RESERVE });

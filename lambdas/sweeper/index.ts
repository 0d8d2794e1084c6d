import type { Context, EventBridgeEvent } from 'aws-lambda';
import { createBus } from '../adapters/bus.ts';
import { createTimers } from '../adapters/timers.ts';
import { createWindows } from '../adapters/windows.ts';
import { dynamodb, eventBridge } from '../clients.ts';
import { parseEnvironment } from '../environment.ts';
import { late } from '../late.ts';
import { deployed } from '../surroundings.ts';
import { sweepAll } from './sweeping.ts';

const around = deployed(import.meta.url);
const { busName, tableName } = parseEnvironment(process.env);
const timers = createTimers(dynamodb(), tableName);
const windows = createWindows(dynamodb(), tableName);
/** Only the end of a flood of deviations is told by the sweep. */
const bus = late(() => createBus(eventBridge(), busName));
/** Milliseconds of its time that the function keeps for what it has begun. */
const RESERVE = 8000;

/** What is due, and what was left behind. */
export const handler = (_: EventBridgeEvent<'Scheduled Event', object>, context: Context): Promise<void> =>
  around.log.written(
    sweepAll({
      ...around,
      ...{ timers, windows },
      bus: { publish: (notices) => bus().publish(notices) },
      hasTime: () => context.getRemainingTimeInMillis() > RESERVE,
    }),
  );

import db from 'dynalite/db/index.js';
import type { Clock } from '../clock.ts';
import { objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json, type Place, type Service } from '../service.ts';
import { createTransactions } from './transactions.ts';
import { perform as performOne } from './perform.ts';
import { createDefinitions } from '../storage/definitions.ts';
import { forgetful, type Storage } from '../storage/storage.ts';
import { wantsFailedItem, writeOrShowItem } from './failed-condition.ts';
import { restoreTables } from './restore.ts';
import { type StreamListener } from './streams.ts';
import { withStream } from './table-streams.ts';
import {
  changeTable,
  createTable,
  deleteTable,
  describeTimeToLive,
  updateTimeToLive,
  type TableDefinition,
  type Tables,
} from './tables.ts';

export type DynamoDb = Service & {
  /** Every change of the table's items from now on, in order for each key; the result ends it. */
  listen(streamArn: string, listener: StreamListener): () => void;
  /** To be called when the template's tables are there: brings back those that the API made, and what it changed. */
  restore(): Promise<void>;
  stop(): Promise<void>;
};

/** An account's, unless it was raised. */
const LIMITS: Json = {
  AccountMaxReadCapacityUnits: 80_000,
  AccountMaxWriteCapacityUnits: 80_000,
  TableMaxReadCapacityUnits: 40_000,
  TableMaxWriteCapacityUnits: 40_000,
};
const NO_BACKUPS: Json = {
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
  },
};

/** dynalite, in process and in memory, with streams; what is in its tables is stored beside it. */
export function createDynamoDb({
  place,
  clock,
  storage = forgetful(),
}: {
  place: Place;
  clock: Clock;
  /** @default nothing outlives the process */
  storage?: Storage;
}): DynamoDb {
  const store = db.create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsRegion = place.region;
  store.tableDb.awsAccountId = place.account;
  const tables: Tables = new Map();
  const definitions = createDefinitions<TableDefinition>(storage, 'dynamodb table');
  const around = { store, tables, place, clock, storage, definitions, together: new Map() };
  const transact = createTransactions(around);
  const perform = (operation: string, input: Json): Promise<Json> => performOne(store, operation, input);
  const running = new Set<Promise<Json>>();
  let stopped = false;

  async function answer(operation: string, input: Json): Promise<Json> {
    if (wantsFailedItem(operation, objectOf(input)))
      return writeOrShowItem(store, operation, objectOf(input));
    switch (operation) {
      case 'CreateTable':
        return createTable(around, perform, objectOf(input));
      case 'DeleteTable':
        return deleteTable(around, perform, objectOf(input));
      case 'UpdateTable':
      case 'TagResource':
      case 'UntagResource':
        return changeTable(around, perform, { operation, input: objectOf(input) });
      case 'UpdateTimeToLive':
        return updateTimeToLive(around, perform, objectOf(input));
      case 'DescribeLimits':
        return LIMITS;
      case 'DescribeContinuousBackups':
        await perform('DescribeTable', { TableName: objectOf(input)['TableName'] ?? null });
        return NO_BACKUPS;
      case 'DescribeTimeToLive':
        return describeTimeToLive(around, perform, objectOf(input));
      case 'TransactGetItems':
        return transact.get(objectOf(input));
      case 'TransactWriteItems':
        return transact.write(objectOf(input));
      case 'DescribeTable':
        return describeTable(tables, await perform(operation, input));
      default:
        return perform(operation, input);
    }
  }

  return {
    async call(operation, input) {
      if (stopped) throw new AwsError('ServiceUnavailable', 'The local cloud is stopping.', { status: 503 });
      const answered = answer(operation, input);
      running.add(answered);
      try {
        return await answered;
      } finally {
        running.delete(answered);
      }
    },
    listen(streamArn, listener) {
      const table = [...tables.values()].find(({ stream }) => stream?.streamArn === streamArn);
      if (table === undefined) {
        throw new AwsError('ResourceNotFoundException', `Stream not found: ${streamArn}`);
      }
      table.listeners.add(listener);
      return () => table.listeners.delete(listener);
    },
    restore: () => restoreTables(around, answer),
    async stop() {
      stopped = true;
      // dynalite itself does not wait for its reads: one that finds its store closed ends the process.
      await Promise.allSettled(running);
      await new Promise<void>((resolve) => store.lifecycleManager.gracefulClose(() => resolve()));
    },
  };
}

function describeTable(tables: Tables, output: Json): Json {
  const description: JsonObject = objectOf(objectOf(output)['Table']);
  const table = tables.get(textOf(description['TableName']) ?? '');
  return table === undefined ? output : { Table: withStream(table, description) };
}

/** dynalite has no types of its own: the parts of it that are used in process. */

declare module 'dynalite/db/index.js' {
  export type Done = (error?: unknown, value?: unknown) => void;
  export type ItemDb = {
    get(key: string, done: Done): void;
    put(key: string, item: unknown, done: Done): void;
    del(key: string, done: Done): void;
    batch(operations: readonly Batched[], done: Done): void;
    /** `held` gets what makes of a callback one that lets go before it. */
    lock(key: string, held: (release: (done?: Done) => Done) => void): void;
  };
  export type Batched = { readonly type: 'put'; readonly key: string; readonly value: unknown };
  /** A table as it is stored, and as DescribeTable shows it. */
  export type TableRow = {
    readonly TableName: string;
    readonly LocalSecondaryIndexes?: readonly object[];
    readonly GlobalSecondaryIndexes?: readonly object[];
    TableId: string;
    /** Seconds. */
    CreationDateTime: number;
    readonly BillingModeSummary?: { LastUpdateToPayPerRequestDateTime: number };
  };
  export type DynaliteStore = {
    readonly tableDb: {
      awsRegion: string;
      awsAccountId: string;
      put(table: string, row: TableRow, done: Done): void;
    };
    readonly lifecycleManager: { gracefulClose(done: Done): void };
    getTable(table: string, checkStatus: boolean, done: (error: unknown, row?: TableRow) => void): void;
    getItemDb(table: string): ItemDb;
    getIndexDb(kind: 'Local' | 'Global', table: string, index: string): ItemDb;
  };
  const db: {
    /** What is wrong with an item or a key of the table, if anything is. */
    validateItem(item: unknown, table: TableRow): unknown;
    validateKey(key: unknown, table: TableRow): unknown;
    createKey(item: unknown, table: TableRow): string;
    itemSize(item: unknown): number;
    create(options: { readonly [name: string]: unknown }): DynaliteStore;
    getIndexActions(
      indexes: readonly object[],
      before: object | null,
      after: object,
      table: TableRow,
    ): { readonly puts: readonly { readonly index: string; readonly key: string; readonly item: unknown }[] };
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  import type { DynaliteStore } from 'dynalite/db/index.js';
  const validations: {
    checkTypes(data: unknown, types: object): unknown;
    checkValidations(data: unknown, types: object, custom: unknown, store: DynaliteStore): void;
  };
  export default validations;
}

declare module 'dynalite/validations/*' {
  const validation: { readonly types: object; readonly custom?: unknown };
  export default validation;
}

declare module 'dynalite/actions/*' {
  import type { Done, DynaliteStore } from 'dynalite/db/index.js';
  const action: (store: DynaliteStore, data: unknown, done: Done) => void;
  export default action;
}

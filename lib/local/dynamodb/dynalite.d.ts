/** dynalite has no types of its own: the parts of it that are used in process. */

declare module 'dynalite/db/index.js' {
  export type Done = (error?: unknown, value?: unknown) => void;
  export type ItemDb = {
    get(key: string, done: Done): void;
    put(key: string, item: unknown, done: Done): void;
    del(key: string, done: Done): void;
  };
  export type DynaliteStore = {
    readonly tableDb: { awsRegion: string; awsAccountId: string };
    readonly lifecycleManager: { gracefulClose(done: Done): void };
    getItemDb(table: string): ItemDb;
  };
  const db: { create(options: { readonly [name: string]: unknown }): DynaliteStore };
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

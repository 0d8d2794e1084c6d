import type { Done, DynaliteStore } from 'dynalite/db/index.js';
import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchGetItemRules from 'dynalite/validations/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import batchWriteItemRules from 'dynalite/validations/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import createTableRules from 'dynalite/validations/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import deleteItemRules from 'dynalite/validations/deleteItem.js';
import deleteTable from 'dynalite/actions/deleteTable.js';
import deleteTableRules from 'dynalite/validations/deleteTable.js';
import describeTable from 'dynalite/actions/describeTable.js';
import describeTableRules from 'dynalite/validations/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import getItemRules from 'dynalite/validations/getItem.js';
import listTables from 'dynalite/actions/listTables.js';
import listTablesRules from 'dynalite/validations/listTables.js';
import listTagsOfResource from 'dynalite/actions/listTagsOfResource.js';
import listTagsOfResourceRules from 'dynalite/validations/listTagsOfResource.js';
import putItem from 'dynalite/actions/putItem.js';
import putItemRules from 'dynalite/validations/putItem.js';
import query from 'dynalite/actions/query.js';
import queryRules from 'dynalite/validations/query.js';
import scan from 'dynalite/actions/scan.js';
import scanRules from 'dynalite/validations/scan.js';
import tagResource from 'dynalite/actions/tagResource.js';
import tagResourceRules from 'dynalite/validations/tagResource.js';
import untagResource from 'dynalite/actions/untagResource.js';
import untagResourceRules from 'dynalite/validations/untagResource.js';
import updateItem from 'dynalite/actions/updateItem.js';
import updateItemRules from 'dynalite/validations/updateItem.js';
import updateTable from 'dynalite/actions/updateTable.js';
import updateTableRules from 'dynalite/validations/updateTable.js';

/** What dynalite does for one operation of the API: its checks of the request, and the work. */
export type Operation = {
  readonly rules: { readonly types: object; readonly custom?: unknown };
  readonly action: (store: DynaliteStore, data: unknown, done: Done) => void;
};

export const OPERATIONS: { readonly [name: string]: Operation } = {
  BatchGetItem: { rules: batchGetItemRules, action: batchGetItem },
  BatchWriteItem: { rules: batchWriteItemRules, action: batchWriteItem },
  CreateTable: { rules: createTableRules, action: createTable },
  DeleteItem: { rules: deleteItemRules, action: deleteItem },
  DeleteTable: { rules: deleteTableRules, action: deleteTable },
  DescribeTable: { rules: describeTableRules, action: describeTable },
  GetItem: { rules: getItemRules, action: getItem },
  ListTables: { rules: listTablesRules, action: listTables },
  ListTagsOfResource: { rules: listTagsOfResourceRules, action: listTagsOfResource },
  PutItem: { rules: putItemRules, action: putItem },
  Query: { rules: queryRules, action: query },
  Scan: { rules: scanRules, action: scan },
  TagResource: { rules: tagResourceRules, action: tagResource },
  UntagResource: { rules: untagResourceRules, action: untagResource },
  UpdateItem: { rules: updateItemRules, action: updateItem },
  UpdateTable: { rules: updateTableRules, action: updateTable },
};

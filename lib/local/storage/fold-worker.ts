/** The thread that folds files of the journal into the database, one after the other, until it is told to end. */
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../json.ts';
import { Database } from './database.ts';
import type { Folded } from './folding.ts';
import { readJournal, removeJournal } from './journal.ts';

const { folder } = workerData as { readonly folder: string };
let database: Database | undefined;

parentPort?.on('message', (number: number) => {
  parentPort?.postMessage(fold(number));
});

function fold(number: number): Folded {
  try {
    database ??= new Database(folder);
    database.apply(readJournal(folder, number));
    removeJournal(folder, number);
    return {};
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

/** Folds full files of the journal into the database, in a thread of its own that begins with the first of them. */
import { Worker } from 'node:worker_threads';
import { messageOf } from '../json.ts';

/** What became of a file: it is in the database and gone, or the problem. */
export type Folded = { readonly problem?: string };

export class Folding {
  readonly #folder: string;
  readonly #told: (folded: Folded) => void;
  #worker: Worker | undefined;

  constructor(folder: string, told: (folded: Folded) => void) {
    this.#folder = folder;
    this.#told = told;
  }

  /** To be asked when the last one is told of: the oldest first. */
  fold(number: number): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(number);
  }

  #start(): Worker {
    const worker = new Worker(new URL('./fold-worker.ts', import.meta.url), {
      workerData: { folder: this.#folder },
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    // What it has not folded when the process ends is folded when the folder is opened again.
    worker.unref();
    worker.on('message', this.#told);
    worker.on('error', (error: unknown) => {
      this.#worker = undefined;
      this.#told({ problem: messageOf(error) });
    });
    return worker;
  }

  /** Ends it, wherever it is: a file is folded as a whole or not at all. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
  }
}

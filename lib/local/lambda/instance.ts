import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { parseJson } from '../json.ts';
import type { LogLine } from '../log.ts';
import type { Json } from '../service.ts';
import { workerCode } from './worker-code.ts';
import type { FunctionError, Invocation, WorkerReply, WorkerStart } from './messages.ts';

export type InvocationOutcome =
  | { readonly kind: 'returned'; readonly payload: Json; readonly log?: string }
  | { readonly kind: 'failed'; readonly error: FunctionError; readonly log?: string };

/** One execution environment of a function: a worker thread with the bundle loaded. */
export type Instance = {
  /** One at a time. Settles with a failure when the thread ends. */
  invoke(invocation: Invocation): Promise<InvocationOutcome>;
  /** Whatever it is doing. A running invocation fails with `reason`. */
  kill(reason: FunctionError): Promise<void>;
  readonly alive: () => boolean;
};

export function startInstance(
  start: WorkerStart,
  env: { readonly [name: string]: string },
  log: (line: Omit<LogLine, 'source'>) => void,
): Instance {
  const worker = new Worker(workerCode(), {
    workerData: start,
    resourceLimits: { maxOldGenerationSizeMb: start.memory },
    env: { ...env },
    stdout: true,
    stderr: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  readLines(worker.stdout, (text) => log({ level: 'info', text }));
  readLines(worker.stderr, (text) => log({ level: 'error', text }));

  let settle: ((outcome: InvocationOutcome) => void) | undefined;
  let ended: FunctionError | undefined;
  const finish = (outcome: InvocationOutcome): void => {
    settle?.(outcome);
    settle = undefined;
  };
  const end = (error: FunctionError): void => {
    ended ??= error;
    finish({ kind: 'failed', error: ended });
  };
  worker.on('message', (reply: WorkerReply) => {
    switch (reply.kind) {
      case 'ready':
        return;
      case 'broken':
        log({ level: 'error', text: JSON.stringify(reply.error) });
        end(reply.error);
        void worker.terminate();
        return;
      case 'returned':
        finish({ ...returnedOf(reply.payload), log: reply.written });
        return;
      case 'failed':
        finish({ kind: 'failed', error: reply.error, log: reply.written });
        return;
    }
  });
  worker.on('error', (error) => {
    const text = Error.isError(error) ? error.message : String(error);
    log({ level: 'error', text });
    end({ errorType: Error.isError(error) ? error.name : 'Error', errorMessage: text, trace: [] });
  });
  worker.on('exit', () =>
    end({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited without providing a reason' }),
  );

  return {
    invoke(invocation) {
      return new Promise((resolve) => {
        if (ended !== undefined) {
          resolve({ kind: 'failed', error: ended });
          return;
        }
        settle = resolve;
        worker.postMessage(invocation);
      });
    },
    async kill(reason) {
      end(reason);
      await worker.terminate();
    },
    alive: () => ended === undefined,
  };
}

/** Bytes: 6 MiB, and 100. */
const LARGEST_RESPONSE = 6_291_556;

function returnedOf(payload: string): InvocationOutcome {
  if (payload.length * 3 > LARGEST_RESPONSE && Buffer.byteLength(payload) > LARGEST_RESPONSE) {
    const errorMessage = `Response payload size exceeded maximum allowed payload size (${LARGEST_RESPONSE} bytes).`;
    return { kind: 'failed', error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
  }
  const parsed = parseJson(payload);
  return { kind: 'returned', payload: parsed.kind === 'json' ? parsed.value : null };
}

function readLines(stream: Readable, line: (text: string) => void): void {
  createInterface({ input: stream }).on('line', line);
}

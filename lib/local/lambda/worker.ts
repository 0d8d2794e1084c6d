/**
 * Runs in a worker thread: loads one function's bundle and answers invocations, one at a time, as Lambda's runtime
 * does. Its `process.env` is the function's own. It has no address (see `worker-code.ts`): only `node:` imports.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import type { TimeScale } from '../scaled-clock.ts';
import type { FunctionError, Invocation, WorkerReply, WorkerStart } from './messages.ts';

/** Where Lambda's own code lies. */
const RUNTIME = 'file:///var/runtime/index.mjs';

type Handler = (event: unknown, context: object) => unknown;

const start = startOf(workerData);
/** The machine's, whatever the function's `Date` says. */
const machineNow = Date.now;
if (start.time !== undefined) scaleTime(start.time);
let handler: Handler | undefined;
/** By the invocation that shows its log. */
let written: string[] | undefined;
keepWritten(process.stdout);
keepWritten(process.stderr);

// Lambda's runtime brings the AWS SDK; here it is this package's, wherever the bundle lies.
registerHooks({
  resolve(specifier, context, next) {
    if (!/^@(?:aws-sdk|smithy)\//.test(specifier)) return next(specifier, context);
    try {
      return next(specifier, context);
    } catch {
      return next(specifier, { ...context, parentURL: start.home });
    }
  },
});

load().then(
  (loaded) => {
    handler = loaded;
    reply({ kind: 'ready' });
    parentPort?.on('message', (message: Invocation) => void answer(message));
  },
  (error: unknown) => reply({ kind: 'broken', error: errorOf(error) }),
);

async function load(): Promise<Handler> {
  const [file = '', name = ''] = start.handler.split(/\.(?=[^.]*$)/);
  const path = ['mjs', 'js', 'cjs']
    .map((ending) => join(start.directory, `${file}.${ending}`))
    .find(existsSync);
  if (path === undefined) {
    throw named('Runtime.ImportModuleError', `Error: Cannot find module '${file}' in ${start.directory}`);
  }
  const loaded: unknown = await import(pathToFileURL(path).href);
  const exported = exportOf(loaded, name) ?? exportOf(exportOf(loaded, 'default'), name);
  if (!isHandler(exported)) {
    throw named('Runtime.HandlerNotFound', `${start.handler} is undefined or not exported`);
  }
  return exported;
}

async function answer({ requestId, event, deadline, showsLog }: Invocation): Promise<void> {
  written = showsLog ? [] : undefined;
  try {
    const returned = await handler?.(event, contextOf(requestId, deadline));
    reply({ kind: 'returned', requestId, payload: payloadOf(returned), written: takeWritten() });
  } catch (error) {
    const failure = errorOf(error);
    console.error(JSON.stringify(failure));
    reply({ kind: 'failed', requestId, error: failure, written: takeWritten() });
  }
}

function payloadOf(returned: unknown): string {
  try {
    // Of a function or a symbol there is no text, whatever the types say.
    const text: unknown = JSON.stringify(returned);
    return typeof text === 'string' ? text : 'null';
  } catch {
    throw new Error('Unable to stringify response body');
  }
}

/** Sees what the function writes, on its way. */
function keepWritten(stream: NodeJS.WriteStream): void {
  stream.write = new Proxy(stream.write.bind(stream), {
    apply(target, self, given: Parameters<typeof stream.write>) {
      written?.push(String(given[0]));
      return Reflect.apply(target, self, given);
    },
  });
}

function takeWritten(): string {
  const all = written?.join('') ?? '';
  written = undefined;
  return all;
}

function contextOf(requestId: string, deadline: number): object {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: start.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: String(start.memory),
    awsRequestId: requestId,
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    getRemainingTimeInMillis: () => Math.max(0, deadline - machineNow()),
  };
}

/** The function lives in the cloud's time: what it writes down, and what it compares that with. */
function scaleTime({ from, machine, scale }: TimeScale): void {
  const now = (): number => Math.floor(from + (machineNow() - machine) * scale);
  globalThis.Date = new Proxy(Date, {
    construct(target, given: [] | [number]): object {
      return given.length === 0 ? new target(now()) : new target(...given);
    },
    apply: (target) => new target(now()).toString(),
    get: (target, name): unknown => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

function reply(message: WorkerReply): void {
  parentPort?.postMessage(message);
}

function errorOf(error: unknown): FunctionError {
  if (!Error.isError(error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    // This thread's own address is all of its code.
    trace: (error.stack ?? '').replaceAll(import.meta.url, RUNTIME).split('\n'),
  };
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function exportOf(module: unknown, name: string): unknown {
  if (typeof module !== 'object' || module === null) return undefined;
  return Object.entries(module).find(([key]) => key === name)?.[1];
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function startOf(data: unknown): WorkerStart {
  if (isStart(data)) return data;
  throw new Error('This file runs in a worker thread of the local cloud.');
}

function isStart(data: unknown): data is WorkerStart {
  return typeof data === 'object' && data !== null && 'handler' in data && 'directory' in data;
}

import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { TimeScale } from '../scaled-clock.ts';
import type { Json } from '../service.ts';
import { executionLog, type Shown } from './execution-log.ts';
import { startInstance, type Instance, type InvocationOutcome } from './instance.ts';
import type { FunctionError } from './messages.ts';

/** As many threads as one function gets at most, whatever is reserved for it: this is one machine. */
const MOST_INSTANCES = Math.max(2, Math.min(4, availableParallelism()));

export type FunctionSettings = {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** The unpacked bundle. */
  readonly directory: string;
  readonly handler: string;
  /** Seconds. */
  readonly timeout: number;
  /** MB: what the heap of each instance can grow to. */
  readonly memory: number;
  readonly concurrency: number | undefined;
  readonly environment: { readonly [name: string]: string };
};

export type LocalFunction = {
  readonly settings: FunctionSettings;
  /** How many invocations can run at once. */
  readonly concurrency: number;
  /** Waits for a free instance. Never throws: a failure of the function is an outcome. */
  invoke(event: Json, shown?: Shown): Promise<InvocationOutcome>;
  stop(): Promise<void>;
  /** What is under way goes on to its end; then there is nothing left of it, and the promise settles. */
  retire(): Promise<void>;
};

/** A function with its warm instances; more are started only while all are busy. */
export function createFunction(
  settings: FunctionSettings,
  { clock, time, log }: { clock: Clock; time?: TimeScale | undefined; log: Log },
): LocalFunction {
  const concurrency = Math.min(MOST_INSTANCES, settings.concurrency ?? MOST_INSTANCES);
  const idle: Instance[] = [];
  const all = new Set<Instance>();
  const waiting: ((instance: Instance | undefined) => void)[] = [];
  let stopped = false;
  let retired: (() => void) | undefined;

  const launch = (): Instance => {
    const { name: functionName, arn: functionArn, directory, handler, memory } = settings;
    const instance = startInstance(
      { functionName, functionArn, directory, handler, memory, home: import.meta.url, time },
      settings.environment,
      (line) => log({ source: functionName, ...line }),
    );
    all.add(instance);
    return instance;
  };
  /** One whose thread has ended since its last invocation is no environment any more. */
  const takeWarm = (): Instance | undefined => {
    for (let instance = idle.pop(); instance !== undefined; instance = idle.pop()) {
      if (instance.alive()) return instance;
      all.delete(instance);
    }
    return undefined;
  };
  const acquire = (): Promise<Instance | undefined> => {
    if (stopped) return Promise.resolve(undefined);
    const warm = takeWarm();
    if (warm !== undefined) return Promise.resolve(warm);
    if (all.size < concurrency) return Promise.resolve(launch());
    return new Promise((resolve) => waiting.push(resolve));
  };
  const dismiss = (instance: Instance): void => {
    all.delete(instance);
    void instance.kill(STOPPED);
  };
  const settleRetired = (): void => {
    if (all.size === 0) retired?.();
  };
  const release = (instance: Instance): void => {
    if (!instance.alive()) all.delete(instance);
    if (stopped) return;
    const next = waiting.shift();
    if (next !== undefined) next(instance.alive() ? instance : launch());
    else if (retired !== undefined) dismiss(instance);
    else if (instance.alive()) idle.push(instance);
    settleRetired();
  };

  return {
    settings,
    concurrency,
    async invoke(event, shown = {}) {
      const instance = await acquire();
      if (instance === undefined) return { kind: 'failed', error: STOPPED };
      const outcome = await runWithin(instance, settings, { event, clock, ...shown });
      release(instance);
      return outcome;
    },
    async stop() {
      stopped = true;
      for (const resolve of waiting.splice(0)) resolve(undefined);
      await Promise.all([...all].map((instance) => instance.kill(STOPPED)));
      retired?.();
    },
    retire: () =>
      new Promise((resolve) => {
        retired = resolve;
        for (const instance of idle.splice(0)) dismiss(instance);
        settleRetired();
      }),
  };
}

const STOPPED: FunctionError = { errorType: 'Runtime.Stopped', errorMessage: 'The local cloud stops' };

/** Lambda kills an environment whose invocation takes too long; the next one starts afresh. */
async function runWithin(
  instance: Instance,
  { timeout, memory }: FunctionSettings,
  { event, clock, showsLog = false }: Shown & { readonly event: Json; readonly clock: Clock },
): Promise<InvocationOutcome> {
  const requestId = randomUUID();
  const cancel = clock.after(timeout * 1000, () => {
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`;
    void instance.kill({ errorType: 'Sandbox.Timedout', errorMessage });
  });
  try {
    const begun = performance.now();
    const deadline = Date.now() + timeout * 1000;
    const { log = '', ...outcome } = await instance.invoke({ requestId, event, deadline, showsLog });
    if (!showsLog) return outcome;
    const milliseconds = performance.now() - begun;
    return { ...outcome, log: executionLog({ requestId, written: log, milliseconds, memory }) };
  } finally {
    cancel();
  }
}

import type { TimeScale } from '../scaled-clock.ts';
import type { Json } from '../service.ts';

/** What the cloud and a worker thread say to each other. */
export type WorkerStart = {
  /** The unpacked bundle. */
  readonly directory: string;
  /** `index.handler`: the file without its ending, and the name it exports. */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  /** MB: what the heap of the function can grow to. */
  readonly memory: number;
  /** The address of a module of this package: what the bundle leaves out of the AWS SDK is looked for from there. */
  readonly home: string;
  /** How the function's `Date` runs; absent where as the machine's. */
  readonly time: TimeScale | undefined;
};

export type Invocation = {
  readonly requestId: string;
  readonly event: Json;
  /** Epoch milliseconds by the machine's clock. */
  readonly deadline: number;
  /** Whether what it writes is wanted with the answer. */
  readonly showsLog: boolean;
};

export type FunctionError = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
};

export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'broken'; readonly error: FunctionError }
  /** The answer as JSON text: what a handler returns goes through JSON on AWS too. `written`: its lines, if wanted. */
  | {
      readonly kind: 'returned';
      readonly requestId: string;
      readonly payload: string;
      readonly written: string;
    }
  | {
      readonly kind: 'failed';
      readonly requestId: string;
      readonly error: FunctionError;
      readonly written: string;
    };

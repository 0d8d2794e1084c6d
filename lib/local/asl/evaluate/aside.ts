import { Worker } from 'node:worker_threads';
import type { Evaluated } from '../../../expressions/evaluate.ts';
import type { Question, Reply } from './aside-messages.ts';
import { messageOf } from '../../json.ts';
import type { Scope } from './scope.ts';

/** What an expression may take where only time can bound it. */
const LONGEST_MS = 2000;
/** A thread that nobody needed for so long ends. */
const IDLE_MS = 10_000;
const MEMORY_MB = 256;

type Asked = { readonly question: Question; readonly settle: (result: Evaluated) => void };

/**
 * Evaluates beside everything else, one expression after the other: what never ends, or takes all memory, ends its
 * thread and nothing but it.
 */
export function evaluateAside(source: string, scope: Scope): Promise<Evaluated> {
  const { variables, states, context, now } = scope;
  const question = { source, scope: { variables, states, context, now }, seed: scope.random() };
  return new Promise((settle) => {
    waiting.push({ question, settle });
    if (busy === undefined) askNext();
  });
}

const waiting: Asked[] = [];
let busy: Asked | undefined;
let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;

function askNext(): void {
  busy = waiting.shift();
  clearTimeout(idle);
  if (busy === undefined) {
    thread?.unref();
    idle = setTimeout(endThread, IDLE_MS).unref();
    return;
  }
  const { question } = busy;
  const worker = (thread ??= startThread());
  worker.ref();
  try {
    worker.postMessage(question);
  } catch (error) {
    settle({ kind: 'failed', message: messageOf(error) });
  }
}

let limit: NodeJS.Timeout | undefined;

function startThread(): Worker {
  const worker = new Worker(new URL('./aside-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  worker.on('message', (reply: Reply) => {
    if (worker !== thread) return;
    if (reply.kind === 'begun') limitTime(worker);
    else settle(reply);
  });
  worker.on('error', (error: unknown) =>
    replaceThread(worker, `The expression takes too much memory and was stopped (${messageOf(error)})`),
  );
  return worker;
}

function limitTime(worker: Worker): void {
  const message = `The expression takes longer than ${LONGEST_MS / 1000} seconds and was stopped`;
  limit = setTimeout(() => replaceThread(worker, message), LONGEST_MS);
}

function replaceThread(worker: Worker, message: string): void {
  if (worker !== thread) return;
  endThread();
  settle({ kind: 'failed', message });
}

function endThread(): void {
  void thread?.terminate();
  thread = undefined;
}

function settle(result: Evaluated): void {
  clearTimeout(limit);
  const { settle: answer } = busy ?? {};
  askNext();
  answer?.(result);
}

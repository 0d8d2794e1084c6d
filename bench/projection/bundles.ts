/**
 * How big the functions' bundles are, and how long they take to start: each in a fresh process, in alternating rounds, so
 * that what else the machine does meanwhile is shared by all. Bare: nothing but the SDK's clients that the function uses.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { BUNDLING, FUNCTIONS, SPLIT, type FunctionName } from '../../lib/constructs/bundles.ts';
import { quantile } from './quantile.ts';

export type Bundle = {
  readonly name: FunctionName;
  /** Bytes, with the SDK inside, and with it outside. */
  readonly inside: number;
  readonly outside: number;
};
export type Start = {
  readonly name: FunctionName;
  /** Milliseconds of the processor, medians. */
  readonly inside: number;
  readonly outside: number;
  readonly bare: number;
  readonly bareOutside: number;
  /** Inside of bare: the median of the rounds' own ratios, for what disturbs a round disturbs both. */
  readonly ofBare: number;
};

const ROOT = join(import.meta.dirname, '..', '..');
/** What a function that does nothing but talk to AWS would have: its clients, and the commands that it sends. */
const LOOP = `
import { dynamodb, sqs, stepFunctions } from './lambdas/clients.ts';
import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { DescribeExecutionCommand, GetExecutionHistoryCommand, SendTaskFailureCommand, SendTaskSuccessCommand,
  StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
const clients = [dynamodb(), sqs(), stepFunctions()];
export const handler = () => [clients, DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand,
  DescribeExecutionCommand, GetExecutionHistoryCommand, SendTaskFailureCommand, SendTaskSuccessCommand,
  StartExecutionCommand, SendMessageCommand];`;
const TELLING = `
import { dynamodb, eventBridge } from './lambdas/clients.ts';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
const clients = [dynamodb(), eventBridge()];
export const handler = () => [clients, GetCommand, UpdateCommand, PutEventsCommand];`;
/** Besides the loop, the sweep tells the bus how many deviations of a kind there were. */
const SWEEPING = `${LOOP}
import { eventBridge } from './lambdas/clients.ts';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
export const telling = [eventBridge(), PutEventsCommand];`;
const BARE: Record<FunctionName, string> = {
  starter: LOOP,
  resumer: LOOP,
  closer: LOOP,
  notifier: TELLING,
  sweeper: SWEEPING,
};
/** Those to be compared stand side by side. */
const KINDS = ['inside', 'bare', 'outside', 'bareOutside'] as const;
type Kind = (typeof KINDS)[number];

const ENVIRONMENT = {
  PATH: process.env['PATH'],
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'x',
  AWS_SECRET_ACCESS_KEY: 'y',
  TABLE_NAME: 'table',
  BUS_NAME: 'bus',
  STATE_MACHINE_ARN_PREFIX: 'arn:aws:states:us-east-1:000000000000:stateMachine:monitor-',
  CLOSINGS_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/monitor-closings',
  POWERTOOLS_SERVICE_NAME: 'monitor',
  POWERTOOLS_METRICS_NAMESPACE: 'ChoreographyMonitor',
};
/** Of the processor: a busy machine makes everything slower, but not everything as much. */
const TIMED = `const begun = process.cpuUsage();
await import(process.argv[1]);
const { user, system } = process.cpuUsage(begun);
process.stdout.write(String((user + system) / 1000), () => process.exit(0));`;

/** `subscriptions`: what lies beside the bundle, as JSON text. */
export function withStarts<T>(subscriptions: string, use: (starts: Starts) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-bundles-'));
  try {
    return use(new Starts(folder, subscriptions));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export class Starts {
  private readonly folder: string;

  constructor(folder: string, subscriptions: string) {
    this.folder = folder;
    // As in Lambda's runtime: the SDK's packages lie where the bundle finds them.
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const name of FUNCTIONS) {
      for (const kind of KINDS) {
        mkdirSync(this.directory(kind, name), { recursive: true });
        writeFileSync(join(this.directory(kind, name), 'subscriptions.json'), subscriptions);
        this.build(kind, name);
      }
    }
  }

  sizes(): readonly Bundle[] {
    const size = (kind: Kind, name: FunctionName): number => {
      const scripts = readdirSync(this.directory(kind, name)).filter((file) => file.endsWith('.mjs'));
      return scripts.reduce((sum, file) => sum + statSync(join(this.directory(kind, name), file)).size, 0);
    };
    return FUNCTIONS.map((name) => ({
      name,
      inside: size('inside', name),
      outside: size('outside', name),
    }));
  }

  times(rounds: number, names: readonly FunctionName[] = FUNCTIONS): readonly Start[] {
    const taken = new Map<string, number[]>();
    for (let round = 0; round <= rounds; round += 1) {
      for (const name of names) {
        for (const kind of round % 2 === 0 ? KINDS : KINDS.toReversed()) {
          const time = this.time(kind, name);
          // The first round only fills the file system's cache.
          if (round > 0) taken.set(kind + name, [...(taken.get(kind + name) ?? []), time]);
        }
      }
    }
    const all = (kind: Kind, name: FunctionName) => taken.get(kind + name) ?? [];
    const median = (kind: Kind, name: FunctionName) => quantile(all(kind, name), 0.5);
    // What is bare of several functions is the same bundle, so a round has measured it several times.
    const alike = (name: FunctionName) => names.filter((other) => BARE[other] === BARE[name]);
    const ratios = (name: FunctionName) =>
      all('inside', name).map((time, round) => {
        const bares = alike(name).map((other) => all('bare', other)[round] ?? NaN);
        return time / (bares.reduce((sum, bare) => sum + bare, 0) / bares.length);
      });
    return names.map((name) => ({
      name,
      inside: median('inside', name),
      outside: median('outside', name),
      bare: median('bare', name),
      bareOutside: median('bareOutside', name),
      ofBare: quantile(ratios(name), 0.5),
    }));
  }

  private time(kind: Kind, name: FunctionName): number {
    const args = ['--input-type=module', '-e', TIMED, this.file(kind, name)];
    return Number(execFileSync(process.execPath, args, { env: ENVIRONMENT, encoding: 'utf8' }));
  }

  private build(kind: Kind, name: FunctionName): void {
    const outside = kind === 'outside' || kind === 'bareOutside';
    const { alias, ...bundling } = BUNDLING;
    const bare = kind === 'bare' || kind === 'bareOutside';
    const contents = bare ? BARE[name] : `export { handler } from './lambdas/${name}/index.ts';`;
    buildSync({
      ...bundling,
      ...SPLIT,
      // The bare one needs all that it has.
      splitting: !bare,
      ...(outside ? { external: ['@aws-sdk/*', '@smithy/*'] } : { alias }),
      stdin: { contents, resolveDir: ROOT, loader: 'ts' },
      entryNames: 'index',
      outdir: this.directory(kind, name),
    });
  }

  private file(kind: Kind, name: FunctionName): string {
    return join(this.directory(kind, name), 'index.mjs');
  }

  private directory(kind: Kind, name: FunctionName): string {
    return join(this.folder, kind, name);
  }
}

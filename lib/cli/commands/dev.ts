import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../errors.ts';
import { unusedInWords } from '../unused-permissions.ts';
import { DEFAULT_PORT } from '../settings.ts';
import { startMonitor, type Monitor, type MonitorSettings } from '../monitor.ts';

export const usage = `choreo dev [--port N] [--data DIR] [--quotas] [--time-scale N] [--no-demo]
           [--unused-permissions]

Runs the whole monitor on this machine: synthesizes the CDK app, starts the local cloud from its template, shows the
console, and plays the scenarios of statemachines/ as a demonstration. npm start is the same.

  --port N        the port for the AWS APIs and the console (default ${DEFAULT_PORT})
  --data DIR      keeps what happens in DIR, over stops and crashes: the same again goes on where it was (default: all
                  is forgotten)
  --quotas        throttles calls of Step Functions and state transitions as a new AWS account would
  --time-scale N  time passes N times as fast: with 3600 a day takes 24 seconds (default 1). What functions and other
                  machines do takes as long as ever, so deadlines of seconds pass before anything can happen.
  --no-demo       without the demonstration
  --unused-permissions
                  says in the end what the template's policies permit and nobody needed`;

export async function run(args: readonly string[]): Promise<number> {
  const { demo, tellsUnused, ...settings } = optionsOf(args);
  const interrupted = interruption();

  const monitor = await startUnless(interrupted, settings);
  if (monitor === undefined) return 0;
  process.stdout.write(`Local cloud ready on ${monitor.url}\nConsole: ${monitor.url}/\n`);
  if (demo) playDemonstration(monitor, interrupted);
  if (!interrupted.aborted) await once(interrupted, 'abort');
  if (tellsUnused) process.stdout.write(`${unusedInWords(monitor.unusedPermissions())}\n`);
  // While Node takes itself apart, a signal kills: the second one of a Ctrl-C is awaited before.
  await Promise.all([monitor.stop(), sleep(ECHO)]);
  return 0;
}

/** Within that time npm passes on a Ctrl-C that the terminal has sent already. */
const ECHO = 500;

/** Longer than it takes to end. */
const IMPATIENCE = 3_000;

/**
 * Aborted by Ctrl-C. One Ctrl-C reaches a script that npm runs twice, from the terminal and from npm: the second must not
 * cut the end short. Pressed again later, it does.
 */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  let first: number | undefined;
  const interrupt = (): void => {
    first ??= Date.now();
    if (Date.now() - first > IMPATIENCE) process.exit(130);
    interrupted.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  return interrupted.signal;
}

/** @returns undefined where Ctrl-C came first: what it cut short is no failure. */
async function startUnless(signal: AbortSignal, settings: MonitorSettings): Promise<Monitor | undefined> {
  try {
    return await startMonitor({
      ...settings,
      signal,
      log: (line) => void process.stderr.write(`${line}\n`),
    });
  } catch (error) {
    // A child that Ctrl-C ended may be heard of before the Ctrl-C itself.
    await sleep(ECHO);
    if (signal.aborted) return undefined;
    throw error;
  }
}

function playDemonstration(monitor: Monitor, signal: AbortSignal): void {
  monitor
    .demonstrate(signal, (line) => void process.stdout.write(`${line}\n`))
    .catch((error: unknown) => process.stderr.write(`The demonstration stopped: ${String(error)}\n`));
}

export function optionsOf(
  args: readonly string[],
): MonitorSettings & { readonly demo: boolean; readonly tellsUnused: boolean } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      quotas: { type: 'boolean', default: false },
      'time-scale': { type: 'string', default: '1' },
      'no-demo': { type: 'boolean', default: false },
      'unused-permissions': { type: 'boolean', default: false },
    },
  });
  const text = values.port ?? String(DEFAULT_PORT);
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new UserError(`--port is "${text}"; it must be a whole number from 0 (any free port) to 65535.`);
  if (values.data === '')
    throw new UserError('--data is empty; it must be the folder in which to keep the data.');
  return {
    port,
    ...(values.data === undefined ? {} : { data: resolve(values.data) }),
    quotas: values.quotas,
    timeScale: scaleIn(values['time-scale']),
    demo: !values['no-demo'],
    tellsUnused: values['unused-permissions'],
  };
}

/** The fastest: a day takes a second. */
function scaleIn(text: string): number {
  const scale = Number(text);
  if (/^\d{1,5}(?:\.\d{1,3})?$/.test(text) && scale >= 0.001 && scale <= 86_400) return scale;
  throw new UserError(
    `--time-scale is "${text}"; it must be a number from 0.001 to 86400: how many times as fast time passes.`,
  );
}

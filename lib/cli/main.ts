import { close, usage as closeUsage } from './commands/close.ts';
import { compile, usage as compileUsage } from './commands/compile.ts';
import { dev, usage as devUsage } from './commands/dev.ts';
import { expect, usage as expectUsage } from './commands/expect.ts';
import { inbox, usage as inboxUsage } from './commands/inbox.ts';
import { publish, usage as publishUsage } from './commands/publish.ts';
import { redrive, usage as redriveUsage } from './commands/redrive.ts';
import { render, usage as renderUsage } from './commands/render.ts';
import { resubmit, usage as resubmitUsage } from './commands/resubmit.ts';
import { simulate, usage as simulateUsage } from './commands/simulate.ts';
import { validate, usage as validateUsage } from './commands/validate.ts';
import { Refusal } from '../definition/refusal.ts';
import { didYouMean } from '../definition/suggest.ts';
import { UserError } from './errors.ts';

type Command = {
  /** One line for the list of all. */
  readonly does: string;
  readonly usage: string;
  /** Resolves to the exit status. */
  readonly run: (args: readonly string[]) => Promise<number>;
};

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['dev', { does: 'runs the whole monitor on this machine, and a demonstration', usage: devUsage, run: dev }],
  ['publish', { does: 'publishes the events of a file', usage: publishUsage, run: publish }],
  ['validate', { does: 'checks choreographies', usage: validateUsage, run: validate }],
  [
    'compile',
    { does: 'prints the state machine that a choreography becomes', usage: compileUsage, run: compile },
  ],
  ['render', { does: "draws a choreography's statechart", usage: renderUsage, run: render }],
  [
    'simulate',
    {
      does: 'plays a file of events through a choreography in virtual time',
      usage: simulateUsage,
      run: simulate,
    },
  ],
  [
    'inbox',
    {
      does: 'lists the events that wait or have had nobody; inbox put-back puts them back',
      usage: inboxUsage,
      run: inbox,
    },
  ],
  ['expect', { does: 'lists what an instance still expects', usage: expectUsage, run: expect }],
  ['resubmit', { does: 'gives one event to its instance once more', usage: resubmitUsage, run: resubmit }],
  ['redrive', { does: 'lets an instance go on where it failed', usage: redriveUsage, run: redrive }],
  ['close', { does: 'ends an instance by hand', usage: closeUsage, run: close }],
]);

/** Runs one command of `choreo`. The result is the process's exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') return say(overview());
  if (name === 'help') return help(rest[0]);
  const command = COMMANDS.get(name);
  if (command === undefined) return complain(`${unknown(name)}\n\n${overview()}`);
  if (rest.includes('--help') || rest.includes('-h')) return say(command.usage);
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof UserError || error instanceof Refusal) return complain(error.message);
    if (isBadOption(error)) return complain(`${error.message}\n\n${command.usage}`);
    throw error;
  }
}

/** `choreo help`, and `choreo help COMMAND`. */
function help(name: string | undefined): number {
  if (name === undefined) return say(overview());
  const command = COMMANDS.get(name);
  return command === undefined ? complain(`${unknown(name)}\n\n${overview()}`) : say(command.usage);
}

const unknown = (name: string): string =>
  `There is no command "${name}".${didYouMean(name, COMMANDS.keys())}`;

function overview(): string {
  const width = Math.max(...[...COMMANDS.keys()].map((name) => name.length));
  const lines = [...COMMANDS].map(([name, { does }]) => `  choreo ${name.padEnd(width)}  ${does}`);
  return ['Usage:', '', ...lines, '', 'choreo COMMAND --help says what it takes.'].join('\n');
}

function say(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}

/** What node's parseArgs throws for options it does not know. */
function isBadOption(error: unknown): error is Error {
  return Error.isError(error) && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

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
import { UserError } from './errors.ts';

type Command = {
  readonly usage: string;
  /** Resolves to the exit status. */
  readonly run: (args: readonly string[]) => Promise<number>;
};

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['dev', { usage: devUsage, run: dev }],
  ['publish', { usage: publishUsage, run: publish }],
  ['validate', { usage: validateUsage, run: validate }],
  ['compile', { usage: compileUsage, run: compile }],
  ['render', { usage: renderUsage, run: render }],
  ['simulate', { usage: simulateUsage, run: simulate }],
  ['inbox', { usage: inboxUsage, run: inbox }],
  ['expect', { usage: expectUsage, run: expect }],
  ['resubmit', { usage: resubmitUsage, run: resubmit }],
  ['redrive', { usage: redriveUsage, run: redrive }],
  ['close', { usage: closeUsage, run: close }],
]);

/** Runs one command of `choreo`. The result is the process's exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return say(overview());
  const command = COMMANDS.get(name);
  if (command === undefined) return complain(`There is no command "${name}".\n\n${overview()}`);
  if (rest.includes('--help') || rest.includes('-h')) return say(command.usage);
  try {
    return await command.run(rest);
  } catch (error) {
    if (error instanceof UserError || error instanceof Refusal) return complain(error.message);
    if (isBadOption(error)) return complain(`${error.message}\n\n${command.usage}`);
    throw error;
  }
}

function overview(): string {
  return ['Usage:', ...[...COMMANDS.values()].map(({ usage }) => indent(usage))].join('\n\n');
}

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');

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

import { Refusal } from '../definition/refusal.ts';
import { didYouMean } from '../definition/suggest.ts';
import { UserError } from './errors.ts';

/** What each module of a command has. */
type Module = {
  readonly usage: string;
  /** Resolves to the exit status. */
  readonly run: (args: readonly string[]) => Promise<number>;
};

type Command = {
  /** One line for the list of all. */
  readonly does: string;
  /** Only the one that is asked for is read: all of them take three times as long. */
  readonly load: () => Promise<Module>;
};

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  [
    'dev',
    {
      does: 'runs the whole monitor on this machine, and a demonstration',
      load: () => import('./commands/dev.ts'),
    },
  ],
  ['publish', { does: 'publishes the events of a file', load: () => import('./commands/publish.ts') }],
  ['validate', { does: 'checks choreographies', load: () => import('./commands/validate.ts') }],
  [
    'compile',
    {
      does: 'prints the state machine that a choreography becomes',
      load: () => import('./commands/compile.ts'),
    },
  ],
  ['render', { does: "draws a choreography's statechart", load: () => import('./commands/render.ts') }],
  [
    'simulate',
    {
      does: 'plays a file of events through a choreography in virtual time',
      load: () => import('./commands/simulate.ts'),
    },
  ],
  [
    'inbox',
    {
      does: 'lists the events that wait or have had nobody; inbox put-back puts them back',
      load: () => import('./commands/inbox.ts'),
    },
  ],
  ['expect', { does: 'lists what an instance still expects', load: () => import('./commands/expect.ts') }],
  [
    'resubmit',
    { does: 'gives one event to its instance once more', load: () => import('./commands/resubmit.ts') },
  ],
  [
    'redrive',
    { does: 'lets an instance go on where it failed', load: () => import('./commands/redrive.ts') },
  ],
  ['close', { does: 'ends an instance by hand', load: () => import('./commands/close.ts') }],
]);

/** Runs one command of `choreo`. The result is the process's exit status. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') return say(overview());
  if (name === 'help') return help(rest[0]);
  const command = COMMANDS.get(name);
  if (command === undefined) return complain(`${unknown(name)}\n\n${overview()}`);
  const { usage, run } = await command.load();
  if (rest.includes('--help') || rest.includes('-h')) return say(usage);
  try {
    return await run(rest);
  } catch (error) {
    if (error instanceof UserError || error instanceof Refusal) return complain(error.message);
    if (isBadOption(error)) return complain(`${optionInWords(error, usage)}\n\n${usage}`);
    throw error;
  }
}

/** `choreo help`, and `choreo help COMMAND`. */
async function help(name: string | undefined): Promise<number> {
  if (name === undefined) return say(overview());
  const command = COMMANDS.get(name);
  if (command === undefined) return complain(`${unknown(name)}\n\n${overview()}`);
  return say((await command.load()).usage);
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

/** Node's own words for an option that it does not know are about its quoting; the others will do. */
function optionInWords({ message }: Error, usage: string): string {
  const name = /^Unknown option '(-[^']*)'/.exec(message)?.[1];
  if (name === undefined) return message;
  const known = usage.match(/--[a-z][a-z-]*/g) ?? [];
  const behind = name.startsWith('--') ? '' : ' What begins with "-" and is none goes last, behind "--".';
  return `There is no option "${name}".${didYouMean(name, known)}${behind}`;
}

/** What node's parseArgs throws for options it does not know. */
function isBadOption(error: unknown): error is Error {
  return Error.isError(error) && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

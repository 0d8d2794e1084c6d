import { obstacleOf } from '../cli/aws.ts';
import { UserError } from '../cli/errors.ts';
import { Refusal } from '../definition/refusal.ts';
import { TemplateProblem } from '../local/template/problem.ts';
import { compareAws, usage as awsUsage } from './commands/aws.ts';
import { deployEndpoint, usage as deployUsage } from './commands/deploy.ts';
import { compareEndpoint, usage as endpointUsage } from './commands/endpoint.ts';

type Command = {
  readonly usage: string;
  /** Resolves to the exit status. */
  readonly run: (args: readonly string[]) => Promise<number>;
};

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['deploy', { usage: deployUsage, run: deployEndpoint }],
  ['endpoint', { usage: endpointUsage, run: compareEndpoint }],
  ['aws', { usage: awsUsage, run: compareAws }],
]);

/** Runs one of the commands that go to a cloud which is not ours. The result is the process's exit status. */
export async function main([name = '', ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS.get(name);
  if (command === undefined) return complain([...COMMANDS.values()].map(({ usage }) => usage).join('\n\n'));
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${command.usage}\n`);
    return 0;
  }
  try {
    return await command.run(args);
  } catch (error) {
    return complain(refusalIn(error, command));
  }
}

/** @throws what nobody could put right by another call */
function refusalIn(error: unknown, { usage }: Command): string {
  if (error instanceof UserError || error instanceof Refusal || error instanceof TemplateProblem)
    return error.message;
  if (!Error.isError(error)) throw error;
  if ('code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    return `${error.message}\n\n${usage}`;
  const obstacle = obstacleOf(error);
  if (obstacle !== undefined) return obstacle;
  if ('$fault' in error) return `${error.name}: ${error.message}`;
  throw error;
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}

import { parseArgs } from 'node:util';
import { compile as compileChoreography } from '../../compiler/compile.ts';
import { usableChoreography } from '../choreographies.ts';
import { UserError } from '../errors.ts';

export const usage = `choreo compile FILE

Prints the Amazon States Language that the choreography becomes; \${TableName} and \${Partition} are filled in
when it is deployed.`;

export function run(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UserError(`One choreography is expected.\n\n${usage}`);
  process.stdout.write(`${compileChoreography(usableChoreography(file)).definition.trimEnd()}\n`);
  return Promise.resolve(0);
}

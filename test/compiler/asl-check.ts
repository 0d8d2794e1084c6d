import aslValidator from 'asl-validator';
import { lintMachine } from './asl-lint.ts';

/** Every objection of asl-validator and of our own lint. asl-validator writes into what it is given. */
export function objectionsTo(compiled: string): string[] {
  // As CloudFormation does before Step Functions sees it.
  const definition = compiled.replaceAll('${Partition}', 'aws').replaceAll('${TableName}', 'instances');
  const { errors } = aslValidator(JSON.parse(definition));
  return [...errors.map((error) => JSON.stringify(error)), ...lintMachine(JSON.parse(definition))];
}

import aslValidator from 'asl-validator';
import { lintMachine } from '../../lib/compiler/lint/lint-machine.ts';

/** As CloudFormation does before Step Functions sees it. */
export function substituted(compiled: string): string {
  return compiled
    .replaceAll('${Partition}', 'aws')
    .replaceAll('${TableName}', 'instances')
    .replaceAll('${EventBusName}', 'default')
    .replaceAll('${TopicArn}', 'arn:aws:sns:eu-central-1:000000000000:monitor');
}

/** Every objection of asl-validator and of our own lint. asl-validator writes into what it is given. */
export function objectionsTo(compiled: string): string[] {
  const definition = substituted(compiled);
  const { errors } = aslValidator(JSON.parse(definition));
  const findings = lintMachine(JSON.parse(definition));
  // A region that is only ever left from outside has none, and the specification asks for none.
  const wrong = errors.filter((error) => !JSON.stringify(error).includes('MISSING_TERMINAL_STATE'));
  return [
    ...wrong.map((error) => JSON.stringify(error)),
    ...findings.map(({ state, code, message }) => `${state}: ${code}: ${message}`),
  ];
}

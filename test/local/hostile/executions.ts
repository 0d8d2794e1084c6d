/** Runs the executions that it is given by its standard input, and prints how each of them ended. */
import { text } from 'node:stream/consumers';
import { objectOf, parseJson, listOf, textOf } from '../../../lib/local/json.ts';
import type { Json } from '../../../lib/local/service.ts';
import { createStepFunctions } from '../../../lib/local/stepfunctions/service.ts';
import { systemClock } from '../../../lib/local/system-clock.ts';

const NOBODY = { roleArn: undefined };
let ids = 0;
const service = createStepFunctions({
  clock: systemClock(),
  place: { region: 'eu-central-1', account: '123456789012', endpoint: 'http://localhost:4566' },
  newId: () => `id-${(ids += 1)}`,
  integrations: () => Promise.resolve({ kind: 'succeeded', output: {} }),
  onStatusChange: () => undefined,
});

async function run(definition: Json, input: Json): Promise<Json> {
  const roleArn = 'arn:aws:iam::123456789012:role/machine';
  const name = `m${(ids += 1)}`;
  const create = { name, roleArn, definition: JSON.stringify(definition) };
  const { stateMachineArn = '' } = objectOf(await service.call('CreateStateMachine', create, NOBODY));
  const start = { stateMachineArn, input: JSON.stringify(input) };
  const { executionArn = '' } = objectOf(await service.call('StartExecution', start, NOBODY));
  for (;;) {
    const shown = objectOf(await service.call('DescribeExecution', { executionArn }, NOBODY));
    if (shown['status'] !== 'RUNNING')
      return {
        status: shown['status'] ?? '',
        error: shown['error'] ?? null,
        cause: textOf(shown['cause'])?.slice(0, 600) ?? null,
      };
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const given = parseJson(await text(process.stdin));
const cases = given.kind === 'json' ? listOf(given.value).map(objectOf) : [];
// Side by side: whoever never ends holds up nobody else.
const ends = cases.map(({ definition = {}, input = {} }) =>
  run(definition, input).catch((error: unknown) => ({
    status: 'REFUSED',
    error: String(error).slice(0, 300),
    cause: null,
  })),
);
process.stdout.write(JSON.stringify(await Promise.all(ends)));
await service.stop();

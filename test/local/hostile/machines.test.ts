import { readdirSync, readFileSync } from 'node:fs';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  SFNClient,
  SFNServiceException,
  StartExecutionCommand,
  StopExecutionCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { asJson } from '../../../lib/local/asl/json.ts';
import { substituted } from '../../compiler/asl-check.ts';
import { CloudAside } from './cloud.ts';
import { mutated, mutatedText } from './mutations.ts';
import { INPUTS, PATH_MACHINES } from './path-machines.ts';
import { tries } from './tries.ts';

const ROLE = 'arn:aws:iam::123456789012:role/r';
const COMPILED = readdirSync('test/golden')
  .filter((name) => name.endsWith('.asl.json'))
  .map((name) => asJson(JSON.parse(substituted(readFileSync(`test/golden/${name}`, 'utf8')))));
/** What is not answered by then never is: whoever holds up the loop of events holds up the next call too. */
const HANGS_AFTER = 60_000;
/** Everything that may be said against a machine, an input or an execution. */
const REFUSALS = [
  'InvalidDefinition',
  'ValidationException',
  'InvalidExecutionInput',
  'StateMachineTypeNotSupported',
];

let cloud: CloudAside;
let client: SFNClient;
let made = 0;

beforeAll(async () => {
  cloud = await CloudAside.start();
  const credentials = { accessKeyId: 'a', secretAccessKey: 's' };
  client = new SFNClient({ endpoint: cloud.url, region: 'eu-central-1', credentials, maxAttempts: 1 });
}, 60_000);
afterAll(async () => {
  client.destroy();
  await cloud.stop();
});

async function answered<T>(call: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T | string> {
  try {
    return await call({ abortSignal: AbortSignal.timeout(HANGS_AFTER) });
  } catch (error) {
    if (error instanceof SFNServiceException && error.$metadata.httpStatusCode === 400) return error.name;
    throw error;
  }
}

/** Whether it is taken; what is taken is started, and is over soon, or can be stopped. */
async function expectPlayed(definition: string, input: string): Promise<void> {
  const judged = await answered((options) =>
    client.send(new ValidateStateMachineDefinitionCommand({ definition }), options),
  );
  const machine = await answered((options) =>
    client.send(
      new CreateStateMachineCommand({ name: `m${(made += 1)}`, roleArn: ROLE, definition }),
      options,
    ),
  );
  if (typeof machine === 'string') {
    expect(REFUSALS).toContain(machine);
    if (machine === 'InvalidDefinition') expect(judged).toMatchObject({ result: 'FAIL' });
    return;
  }
  expect(judged).toMatchObject({ result: 'OK' });
  const { stateMachineArn } = machine;
  const started = await answered((options) =>
    client.send(new StartExecutionCommand({ stateMachineArn, input }), options),
  );
  if (typeof started === 'string') expect(REFUSALS).toContain(started);
  else await expectOver(started.executionArn ?? '');
}

async function expectOver(executionArn: string): Promise<void> {
  const describe = () =>
    client.send(new DescribeExecutionCommand({ executionArn }), {
      abortSignal: AbortSignal.timeout(HANGS_AFTER),
    });
  for (let looked = 0; looked < 3 && (await describe()).status === 'RUNNING'; looked += 1)
    await new Promise((resolve) => setTimeout(resolve, 5 * looked));
  await answered((options) => client.send(new StopExecutionCommand({ executionArn }), options));
  const { status, output } = await describe();
  expect(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']).toContain(status);
  expect(output === undefined).toBe(status !== 'SUCCEEDED');
  const { events = [] } = await client.send(
    new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }),
    { abortSignal: AbortSignal.timeout(HANGS_AFTER) },
  );
  expect(events[0]?.type).toMatch(/^Execution(Succeeded|Failed|TimedOut|Aborted)$/);
}

describe('a machine is refused, or its executions end or can be ended, whatever stands in it', () => {
  const input = fc.oneof(
    mutated(INPUTS, 2).map((value) => JSON.stringify(value)),
    fc.string({ maxLength: 20 }),
  );

  test.each([
    ['in JSONPath, by hand', PATH_MACHINES, 40],
    ['of a choreography', COMPILED, 15],
  ])(
    '%s',
    async (_, machines, few) => {
      const definition = mutated(machines).map((value) => JSON.stringify(value));
      const torn = mutatedText(
        definition,
        ['{', '}', '[', ']', ',', '"', ':', '\\u0000', '$', '{%', '"States.ALL"'],
        1,
      );
      await fc.assert(
        fc.asyncProperty(fc.oneof({ weight: 6, arbitrary: definition }, torn), input, expectPlayed),
        tries(few),
      );
    },
    3_600_000,
  );

  test('and nothing of it was a fault of the cloud', () => {
    expect(cloud.alive()).toBe(true);
    expect(cloud.complaints.filter((line) => line.includes(' failed: '))).toEqual([]);
  });
});

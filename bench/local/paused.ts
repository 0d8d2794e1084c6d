/** Executions that pause in a task until somebody answers: started, resumed and finished, a second. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { objectOf, textOf } from '../../lib/local/json.ts';
import { createStepFunctions } from '../../lib/local/stepfunctions/service.ts';
import { openStorage } from '../../lib/local/storage/durable.ts';
import { forgetful, type Storage } from '../../lib/local/storage/storage.ts';
import { systemClock } from '../../lib/local/system-clock.ts';
import { executionsPeer } from './peers.ts';

export type Wave = { readonly total: number; readonly atOnce: number };

/** Runs `total` lives, so many of them side by side; the result is how many a second. */
async function perSecond({ total, atOnce }: Wave, live: (number: number) => Promise<void>): Promise<number> {
  let next = 0;
  const begun = performance.now();
  const lane = async (): Promise<void> => {
    for (let number = next++; number < total; number = next++) await live(number);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return total / ((performance.now() - begun) / 1000);
}

const RESOURCE = 'arn:aws:lambda:us-east-1:000000000000:function:ask';
const CALLBACK = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';

/** The task's function has been called and has not answered: that is what pausing means there. It forgets all. */
export async function peerPerSecond(wave: Wave): Promise<number> {
  const StateMachine = executionsPeer();
  const machine = new StateMachine(machineOf({ Resource: RESOURCE }));
  return perSecond(wave, async (number) => {
    const waits = Promise.withResolvers<(answer: object) => void>();
    const ask = (): Promise<object> => new Promise((resolve) => waits.resolve(resolve));
    const { result } = machine.run(inputOf(number), {
      context: { Execution: { Id: `execution-${number}` } },
      overrides: { taskResourceLocalHandlers: { Asking: ask } },
    });
    const resume = await waits.promise;
    resume(ANSWER);
    await result;
  });
}

/** By the API's own operations; with `durable` each is answered only when it outlives a kill of the process. */
export async function ourPerSecond(wave: Wave, { durable }: { durable: boolean }): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-bench-'));
  const storage = durable ? openStorage(folder) : forgetful();
  try {
    return await lives(wave, storage);
  } finally {
    await storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function lives(wave: Wave, storage: Storage): Promise<number> {
  const tokens = new Map<string, (token: string) => void>();
  const ends = new Map<string, () => void>();
  let ids = 0;
  const states = createStepFunctions({
    clock: systemClock(),
    place: { region: 'us-east-1', account: '000000000000', endpoint: 'http://localhost' },
    storage,
    newId: () => `id-${(ids += 1)}`,
    integrations: ({ arguments: given }) => {
      const { execution, token } = objectOf(objectOf(given)['MessageBody']);
      tokens.get(textOf(execution) ?? '')?.(textOf(token) ?? '');
      return Promise.resolve({ kind: 'succeeded', output: {} });
    },
    onStatusChange: ({ detail: { executionArn, status } }) => {
      if (status === 'SUCCEEDED') ends.get(textOf(executionArn) ?? '')?.();
    },
  });
  const call = async (operation: string, input: Record<string, string>) =>
    objectOf(await states.call(operation, input, { roleArn: undefined }));
  const { stateMachineArn = '' } = await call('CreateStateMachine', {
    name: 'asking',
    roleArn: 'arn:aws:iam::000000000000:role/asking',
    definition: JSON.stringify(machineOf({ Resource: CALLBACK, token: '$$.Task.Token' })),
  });
  const machine = textOf(stateMachineArn) ?? '';
  const executions = machine.replace(':stateMachine:', ':execution:');
  const rate = await perSecond(wave, async (number) => {
    const name = `execution-${number}`;
    const arn = `${executions}:${name}`;
    const waits = new Promise<string>((resolve) => tokens.set(arn, resolve));
    const ended = new Promise<void>((resolve) => ends.set(arn, resolve));
    await call('StartExecution', {
      stateMachineArn: machine,
      name,
      input: JSON.stringify(inputOf(number)),
    });
    const taskToken = await waits;
    await call('SendTaskSuccess', { taskToken, output: JSON.stringify(ANSWER) });
    await ended;
    tokens.delete(arn);
    ends.delete(arn);
  });
  await states.stop();
  return rate;
}

/** The same machine on both sides, but for who is asked: a wait with what it tells, a choice of the answer, an end. */
function machineOf(task: { readonly Resource: string; readonly token?: string }): object {
  const { Resource, token } = task;
  const said = {
    'execution.$': '$$.Execution.Id',
    'instance.$': '$.instance',
    'customer.$': '$.order.customer.name',
    'total.$': '$.order.total',
    'lines.$': '$.order.lines[*].sku',
    state: 'Asking',
    ...(token === undefined ? {} : { 'token.$': token }),
  };
  const Parameters = token === undefined ? said : { QueueUrl: 'http://localhost/queue', MessageBody: said };
  return {
    StartAt: 'Asking',
    States: {
      Asking: {
        Type: 'Task',
        Resource,
        Parameters,
        ResultSelector: { 'to.$': '$.to' },
        ResultPath: '$.answer',
        Next: 'Which way',
      },
      'Which way': {
        Type: 'Choice',
        Choices: [
          { Variable: '$.answer.to', StringEquals: 'Rejected', Next: 'Rejected' },
          { Variable: '$.answer.to', StringEquals: 'Accepted', Next: 'Accepted' },
        ],
        Default: 'Rejected',
      },
      Accepted: { Type: 'Succeed', OutputPath: '$.order' },
      Rejected: { Type: 'Fail', Error: 'Rejected' },
    },
  };
}

const ANSWER = { to: 'Accepted', by: 'somebody' };

function inputOf(number: number): object {
  return {
    instance: `order#${number}`,
    order: {
      number,
      customer: { id: 'customer-4711', name: 'Ada Lovelace', city: 'London' },
      lines: [
        { sku: 'A-100', quantity: 2, price: 19.9 },
        { sku: 'B-200', quantity: 1, price: 129 },
      ],
      total: 168.8,
    },
  };
}

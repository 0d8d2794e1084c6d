/** One measurement, in a process of its own: so many executions that wait, and what they cost. */
import { setImmediate } from 'node:timers/promises';
import { createStepFunctions } from '../../lib/local/stepfunctions/service.ts';
import { openStorage } from '../../lib/local/storage/durable.ts';
import { forgetful } from '../../lib/local/storage/storage.ts';
import { systemClock } from '../../lib/local/system-clock.ts';
import { MACHINES, waiting } from './machines.ts';

export type Measured = {
  readonly seconds: number;
  readonly waiting: number;
  /** Of the process, in bytes: now, at most, and what of the heap came with the executions. */
  readonly rss: number;
  readonly peak: number;
  readonly heap: number;
};

const ROLE = 'arn:aws:iam::000000000000:role/machine';
const AT_ONCE = 100;

if (import.meta.main) {
  const [name, count = '', folder = '', again = ''] = process.argv.slice(2);
  const machine = MACHINES.find((each) => each === name) ?? 'task';
  process.send?.(await measure(machine, Number(count), folder, again !== ''));
  process.disconnect();
}

async function measure(
  machine: (typeof MACHINES)[number],
  count: number,
  folder: string,
  again: boolean,
): Promise<Measured> {
  const { definition, inputOf } = await waiting(machine);
  const place = { region: 'us-east-1', account: '000000000000', endpoint: 'http://localhost:4566' };
  let ids = 0;
  const before = collected();
  const begun = performance.now();
  const storage = folder === '' ? forgetful() : openStorage(folder);
  const service = createStepFunctions({
    ...{ clock: systemClock(), place, storage },
    newId: () => `00000000-0000-4000-8000-${String((ids += 1)).padStart(12, '0')}`,
    integrations: () =>
      Promise.resolve({ kind: 'succeeded', output: { MessageId: 'm', MD5OfMessageBody: 'd' } }),
    onStatusChange: () => undefined,
  });
  service.begin();
  const call = (operation: string, input: Parameters<typeof service.call>[1]) =>
    service.call(operation, input, { roleArn: undefined });
  const create = { name: 'measured', definition, roleArn: ROLE };
  const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:measured';
  if (!again) {
    await call('CreateStateMachine', create);
    for (let number = 0; number < count; number += AT_ONCE) {
      const starts = Array.from({ length: Math.min(AT_ONCE, count - number) }, (_, index) =>
        call('StartExecution', {
          stateMachineArn,
          name: `execution-${number + index}`,
          input: JSON.stringify(inputOf(number + index)),
        }),
      );
      await Promise.all(starts);
      await service.idle();
    }
  }
  const seconds = (performance.now() - begun) / 1000;
  await setImmediate();
  const heap = collected() - before;
  const { rss } = process.memoryUsage();
  const measured = { seconds, rss, heap, peak: process.resourceUsage().maxRSS * 1024 };
  const found = await waitingOf(call, stateMachineArn);
  await service.stop();
  await storage.close();
  return { ...measured, waiting: found };
}

/** Executions that have called, and wait for their token. */
async function waitingOf(
  call: (operation: string, input: { readonly [member: string]: string | number }) => Promise<unknown>,
  stateMachineArn: string,
): Promise<number> {
  let found = 0;
  for (let page: { readonly nextToken?: string } = {}; ;) {
    const asked = { stateMachineArn, statusFilter: 'RUNNING', maxResults: 1000, ...page };
    const answer = (await call('ListExecutions', asked)) as { executions: unknown[]; nextToken?: string };
    found += answer.executions.length;
    if (answer.nextToken === undefined) return found;
    page = { nextToken: answer.nextToken };
  }
}

/** Bytes of the heap that are in use. */
function collected(): number {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}

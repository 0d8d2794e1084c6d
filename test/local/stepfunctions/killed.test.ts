import { expect, test } from '@jest/globals';
import { AwsError } from '../../../lib/local/service.ts';
import { Disk } from '../storage/disk.ts';
import { quiet, VirtualClock } from '../virtual-clock.ts';
import { Cloud, EXECUTION, MACHINE, WAIT } from './cloud.ts';

const CALL = 'arn:aws:states:::aws-sdk:dynamodb:putItem';

/** Tokens, a retry, a heartbeat, calls side by side, waits short and long, an iteration. */
const DEFINITION = {
  QueryLanguage: 'JSONata',
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: 'Answered',
          States: {
            Answered: {
              ...WAIT,
              HeartbeatSeconds: 600,
              Retry: [{ ErrorEquals: ['Again'], IntervalSeconds: 30 }],
              Output: '{% $states.result %}',
              End: false,
              Next: 'Count',
            },
            // So many steps that others get their turn in between.
            Count: { Type: 'Pass', Output: '{% $states.input + 1 %}', Next: 'Counted' },
            Counted: {
              Type: 'Choice',
              Choices: [{ Condition: '{% $states.input < 40 %}', Next: 'Count' }],
              Default: 'Enough',
            },
            Enough: { Type: 'Pass', End: true },
          },
        },
        {
          StartAt: 'Soon',
          States: {
            Soon: { Type: 'Wait', Seconds: 10, Next: 'Called' },
            Called: { Type: 'Task', Resource: CALL, Arguments: {}, End: true },
          },
        },
      ],
      Next: 'Each',
    },
    Each: {
      Type: 'Map',
      Items: [1, 2, 3],
      MaxConcurrency: 2,
      ItemProcessor: {
        StartAt: 'One',
        States: {
          One: {
            Type: 'Task',
            Resource: CALL,
            Arguments: {},
            Output: '{% $states.context.Map.Item.Value %}',
            End: true,
          },
        },
      },
      Next: 'Year',
    },
    Year: { Type: 'Wait', Seconds: 31_536_000, End: true },
  },
};

/** One life of the cloud, driven as far as it gets. */
class Life {
  readonly cloud: Cloud;
  readonly #dead: Promise<void>;
  isDead = false;

  constructor(disk: Disk, clock: VirtualClock, number: number, savesToLive?: number) {
    const { storage, dead } = disk.open(savesToLive);
    let told = 0;
    this.cloud = new Cloud({
      clock,
      storage,
      ids: `life-${number}`,
      // As the bus does.
      tell: ({ detail }) => storage.entries('told').put(`${number} ${(told += 1)}`, detail['status'] ?? null),
    });
    this.#dead = dead.then(() => {
      this.isDead = true;
    });
    this.cloud.service.begin();
  }

  /** The code of the refusal, `done`, or `dead` where no answer came. */
  async ask(operation: string, input: Parameters<Cloud['call']>[1]): Promise<string> {
    const call = this.cloud.service.call(operation, input ?? {}, { roleArn: undefined }).then(
      () => 'done',
      (error: unknown) => (error instanceof AwsError ? error.code : String(error)),
    );
    return Promise.race([call, this.#dead.then(() => 'dead')]);
  }
}

type Driven = {
  readonly saves: number;
  readonly end: unknown;
  readonly told: readonly unknown[];
  readonly types: unknown;
};

/** Plays all of it; where the process is killed on the way, another one goes on. Asserts what was promised. */
async function play(savesToLive: number): Promise<Driven> {
  const [disk, clock] = [new Disk(), new VirtualClock()];
  const acknowledged = new Set<string>();
  const tokens: string[] = [];
  let lives = 1;
  let life = new Life(disk, clock, lives, savesToLive);
  const heard = (): void => {
    tokens.push(...life.cloud.tokens.filter((token) => !tokens.includes(token)));
  };
  const reborn = async (): Promise<void> => {
    heard();
    await life.cloud.service.stop();
    life = new Life(disk, clock, (lives += 1));
    await quiet();
    for (const done of acknowledged) expect([done, await repeat(done)]).toEqual([done, true]);
  };
  /** Until it is acknowledged. What was not may have been done nevertheless. */
  const insist = async (operation: string, input: Parameters<Cloud['call']>[1]): Promise<void> => {
    for (;;) {
      const answer = await life.ask(operation, input);
      if (life.isDead) await reborn();
      else {
        if (operation !== 'SendTaskHeartbeat') acknowledged.add(JSON.stringify([operation, input]));
        expect(['done', ...(lives > 1 ? ['TaskTimedOut'] : [])]).toContain(answer);
        return;
      }
    }
  };
  /** Whether what was acknowledged is so. */
  const repeat = async (done: string): Promise<boolean> => {
    const [operation, input] = JSON.parse(done) as [string, Parameters<Cloud['call']>[1]];
    if (operation === 'CreateStateMachine' || operation === 'StartExecution') {
      const asked = operation === 'StartExecution' ? 'DescribeExecution' : 'DescribeStateMachine';
      const about =
        operation === 'StartExecution' ? { executionArn: `${EXECUTION}a` } : { stateMachineArn: MACHINE };
      return (await life.ask(asked, about)) === 'done';
    }
    return (await life.ask(operation, input)) === 'TaskTimedOut';
  };

  const definition = JSON.stringify(DEFINITION);
  await insist('CreateStateMachine', {
    name: 'orders',
    definition,
    roleArn: 'arn:aws:iam::123456789012:role/r',
  });
  await insist('StartExecution', { stateMachineArn: MACHINE, name: 'a', input: '{}' });
  for (let answered = 0, steps = 0; steps < 200; steps += 1) {
    await quiet();
    if (life.isDead) await reborn();
    heard();
    const { status } = await life.cloud.describe('a');
    if (status !== 'RUNNING') break;
    const taskToken = tokens[answered];
    const next = clock.next();
    if (taskToken !== undefined) {
      await insist('SendTaskHeartbeat', { taskToken });
      const failure = answered === 0 ? { taskToken, error: 'Again' } : undefined;
      await insist(
        failure === undefined ? 'SendTaskSuccess' : 'SendTaskFailure',
        failure ?? { taskToken, output: '7' },
      );
      answered += 1;
    } else if (next !== undefined) await clock.to(next);
  }
  if (life.isDead) await reborn();
  const { status, output } = await life.cloud.describe('a');
  const { events } = await life.cloud.call('GetExecutionHistory', {
    executionArn: `${EXECUTION}a`,
    maxResults: 1000,
  });
  return {
    saves: disk.saves,
    end: { status, output },
    told: [...disk.of('told').values()],
    types: (events as readonly { type: string }[]).map(({ type }) => type).sort(),
  };
}

test('wherever the process is killed, what was acknowledged is so, and every execution comes to the same end', async () => {
  const undisturbed = await play(Infinity);
  expect(undisturbed.end).toEqual({ status: 'SUCCEEDED', output: '[1,2,3]' });
  expect(undisturbed.told).toEqual(['"RUNNING"', '"SUCCEEDED"']);
  expect(undisturbed.types).toHaveLength(184);
  expect(undisturbed.saves).toBeGreaterThan(10);
  for (let saves = 0; saves < undisturbed.saves; saves += 1) {
    const driven = await play(saves);
    expect({ ...driven, killed: saves }).toEqual({ ...undisturbed, saves: driven.saves, killed: saves });
  }
});

/** What the loop over one instance does: each function finds something that it, or another one, has left undone. */
import { HOUR } from '../../lib/projection/instants.ts';
import type { WaitingRow } from '../../lib/projection/rows.ts';
import { IDENTITY, type Instances } from './instances.ts';
import type { StillCloud } from './still-cloud.ts';
import type { Trial } from './trial.ts';
import { look, lookAt, workersIn, type WorkerName } from './workers.ts';

/** Of one function and one choreography, by the action and what stands at the end of the resource's ARN. */
export function loopTrials(worker: WorkerName, of: Instances, still: StillCloud): ReadonlyMap<string, Trial> {
  const { by, work } = workersIn(still)[worker];
  /** The sweep comes by an instance only where that is due, and goes on only where its execution is not there. */
  const opened = (id: string, execution = 'gone') => of.open(id, { execution, due: worker === 'sweeper' });
  const prepared = (feature: string, prepare: (id: string) => Promise<unknown>): Trial => {
    const id = of.newId();
    return { feature, prepare: () => prepare(id), attempt: () => work(of, id) };
  };
  const waiting = (feature: string, mark: (wait: WaitingRow, id: string) => Promise<unknown>): Trial =>
    prepared(feature, async (id) => {
      const wait = await of.waiting(id);
      await mark(wait, id);
      await opened(id);
    });
  const delivery = (feature: string): Trial =>
    waiting(feature, (wait, id) => of.marked(id, of.deliverMark(by, wait)));

  return new Map([
    [
      'states:StartExecution',
      prepared('goes on with a start', async (id) => {
        await of.marked(id, of.startMark(by, 1));
        if (worker === 'sweeper') await opened(id, id);
      }),
    ],
    ['states:SendTaskSuccess', delivery('goes on with a delivery')],
    [
      'states:SendTaskFailure',
      waiting('goes on with failing an instance', (wait, id) => of.marked(id, of.failMark(by, wait))),
    ],
    [
      'states:GetExecutionHistory',
      waiting('finds out who took a wait', async (wait, id) => {
        await of.taken(wait);
        await of.marked(id, of.deliverMark(by, wait), { identity: 'another' });
      }),
    ],
    [
      'states:DescribeExecution',
      prepared('finds out whose a run is', async (id) => {
        await opened(id);
        await of.marked(id, of.startMark(by, 3), { identity: 'another' });
      }),
    ],
    ['dynamodb:Query', prepared('reads an instance', opened)],
    ...['PutItem', 'UpdateItem', 'DeleteItem'].map(
      (action) => [`dynamodb:${action}`, delivery('records a delivery')] as const,
    ),
    [
      'dynamodb:GetItem',
      prepared('finds out by whom an instance is open', async (id) => {
        await opened(id);
        await of.marked(id, of.startMark(by, 3), { identity: 'another' });
      }),
    ],
    ...sending(worker, of, still),
  ]);
}

function sending(
  worker: WorkerName,
  of: Instances,
  still: StillCloud,
): readonly (readonly [string, Trial])[] {
  const { choreography } = of;
  const later = (name: string): Trial => ({
    feature: 'puts a look off',
    attempt: () =>
      look(
        still,
        { name: worker, queue: `${choreography}-${worker === 'starter' ? 'start' : 'events'}` },
        lookAt(of, of.newId(), still.cloud.now() + HOUR, name),
      ),
  });
  switch (worker) {
    case 'closer':
      return [];
    case 'starter':
    case 'resumer':
      return [
        ['sqs:SendMessage start', later(of.start)],
        // An event that opened instances before the last deployment, or opens them since.
        ['sqs:SendMessage events', later('Something else')],
      ];
    case 'sweeper':
      return [
        ['sqs:SendMessage start', sweptLook(of, still)],
        ['sqs:SendMessage events', sweptEnd(of, still)],
      ];
  }
}

/** Its start event was put back, and is in other hands: somebody has to look at it again. */
function sweptLook(of: Instances, still: StillCloud): Trial {
  const id = of.newId();
  return {
    feature: 'has a start event looked at again',
    async prepare() {
      await of.marked(id, of.startMark('wait:of another', 1), { identity: IDENTITY, putBack: 1 });
      await of.open(id, { execution: 'gone', due: true });
    },
    attempt: () => workersIn(still).sweeper.work(of, id),
  };
}

/** It has ended, and nobody said so. */
function sweptEnd(of: Instances, still: StillCloud): Trial {
  const [id, ended] = [of.newId(), of.newId()];
  return {
    feature: 'has somebody come by after an end',
    async prepare() {
      await of.executeInPart(ended);
      await of.open(id, { execution: ended, due: true });
    },
    attempt: () => workersIn(still).sweeper.work(of, id),
  };
}

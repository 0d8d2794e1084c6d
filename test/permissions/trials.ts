/** For each permission of the template what is tried with it. */
import type { Permission } from '../../lib/local/iam/permissions.ts';
import { floodTrial, mappingTrial, noticeTrial, sweep, writingTrial } from './function-trials.ts';
import type { Instances } from './instances.ts';
import { loopTrials } from './loop-trials.ts';
import { logTrial, traceTrial, waitTrial } from './machine-trials.ts';
import type { Roles } from './roles.ts';
import { deliveryTrial, type Deliveries } from './rule-trials.ts';
import type { StillCloud } from './still-cloud.ts';
import { taskTrial } from './task-trial.ts';
import type { Trial } from './trial.ts';
import { WORKERS, type WorkerName } from './workers.ts';

type Around = {
  readonly still: StillCloud;
  readonly instances: ReadonlyMap<string, Instances>;
  readonly deliveries: Deliveries;
  readonly roles: Roles;
};

/** Undefined where nothing is known to need it. */
export function trialsFor(around: Around): (permission: Permission) => Promise<Trial | undefined> {
  const { still, instances, deliveries, roles } = around;
  const [first] = instances.values();
  if (first === undefined) throw new Error('There is no choreography.');
  const permissions = still.cloud.permissions();
  const loops = new Map(
    WORKERS.map((worker) => [
      worker,
      new Map([...instances.values()].map((of) => [of.choreography, loopTrials(worker, of, still)] as const)),
    ]),
  );
  let count = 0;

  const ofQueue = ({ holder: queue }: Permission): Trial | undefined => {
    const live = queue.replace(/-dead$/, '');
    const deliver = deliveries.get(live);
    if (deliver === undefined) return undefined;
    const instead = live === queue ? undefined : permissions.find(({ holder }) => holder === live);
    return deliveryTrial(queue, deliver, still, instead);
  };
  const ofFunction = (permission: Permission, name: string): Trial | undefined => {
    const { action, resource } = permission;
    const functionName = `${still.prefix}${name}`;
    if (action.startsWith('logs:')) return writingTrial(functionName, 'lines', still);
    if (action.startsWith('xray:')) return writingTrial(functionName, 'traces', still);
    if (/:(?:ReceiveMessage|DeleteMessage|GetQueueAttributes)$/.test(action))
      return mappingTrial(functionName, resource, still);
    if (/Stream|GetRecords|ShardIterator/.test(action)) return mappingTrial(functionName, resource, still);
    if (resource.endsWith('-dead')) {
      const stream = permissions.find((one) => one.action === 'dynamodb:GetRecords')?.resource ?? '';
      return mappingTrial(functionName, stream, still, resource);
    }
    count += 1;
    if (name === 'notifier') return noticeTrial(still, first.choreography, `notice-${count}`);
    if (resource.endsWith('/index/timers'))
      return { feature: 'finds what is due', attempt: () => sweep(still) };
    if (resource.endsWith('/index/listings') || action === 'events:PutEvents')
      return floodTrial(still, first.choreography, count);
    const worker = WORKERS.find((one) => one === name);
    return worker === undefined ? undefined : ofWorker(permission, worker);
  };
  const ofWorker = ({ action, resource }: Permission, worker: WorkerName): Trial | undefined => {
    const of =
      [...instances.keys()].find((id) => resource.includes(`:${still.prefix}${id}`)) ?? first.choreography;
    const queue = /-(start|events)$/.exec(resource)?.[1];
    return loops
      .get(worker)
      ?.get(of)
      ?.get(queue === undefined ? action : `${action} ${queue}`);
  };
  const ofMachine = async (permission: Permission, of: Instances): Promise<Trial | undefined> => {
    const { action, holder } = permission;
    if (action.startsWith('logs:')) return logTrial(of, still.states, holder);
    if (action.startsWith('xray:')) return traceTrial(of, still);
    return action === 'dynamodb:PutItem' ? waitTrial(of, still) : taskTrial(permission, of, still);
  };

  return async (permission) => {
    const { holder } = permission;
    if (holder.includes(':sqs:')) return ofQueue(permission);
    const name = roles.functions.get(holder);
    if (name !== undefined) return ofFunction(permission, name);
    const machine = instances.get(roles.machines.get(holder) ?? '');
    return machine === undefined ? undefined : ofMachine(permission, machine);
  };
}

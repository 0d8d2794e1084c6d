import type { Execution } from '../asl/engine/execution.ts';
import type { Machine } from '../asl/model.ts';
import type { Json } from '../service.ts';
import type { Storage } from '../storage/storage.ts';
import { Definitions } from './definitions.ts';
import { Executions } from './known-executions.ts';
import { Machines } from './known-machines.ts';
import { Versions } from './versions.ts';

export type StoredMachine = {
  readonly arn: string;
  readonly name: string;
  readonly createdAt: number;
  definition: string;
  machine: Machine;
  roleArn: string;
  logging: Json;
  tracing: Json;
  revisionId?: string;
  updatedAt: number;
  tags: ReadonlyMap<string, string>;
  /** It has been deleted, and goes when the last of its executions has ended. */
  deleting?: true;
  /** Of one that the template makes: what the template says of it. */
  readonly template?: string;
};

/** What a machine was when an execution of it was started. */
export type MachineThen = Pick<
  StoredMachine,
  'arn' | 'name' | 'roleArn' | 'logging' | 'tracing' | 'updatedAt'
>;

export type StoredExecution = {
  readonly execution: Execution;
  /** The definition the execution runs under, whatever the machine's has become. */
  readonly machine: Machine;
  readonly of: MachineThen;
  /** Counts up over all executions: the order in which they were started. */
  readonly number: number;
};

/** What the service remembers. */
export type Store = {
  readonly machines: Machines;
  readonly versions: Versions;
  readonly executions: Executions;
  /** Forgets a machine that is being deleted, when no execution of it is under way any more. */
  endDeleting(machineArn: string): void;
};

export function createStore(storage: Storage, now: number): Store {
  const definitions = new Definitions(storage.entries('states.definitions'));
  const machines = new Machines(storage, definitions);
  const versions = new Versions(storage, definitions);
  const executions = new Executions(storage, versions, now);
  return {
    machines,
    versions,
    executions,
    endDeleting(arn) {
      if (machines.isDeleting(arn) && !executions.isAnyRunning(arn)) machines.delete(arn, false);
    },
  };
}

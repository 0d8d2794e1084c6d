/** Step Functions, as its API shows it: state machines, executions, histories, task tokens. */
import { Player } from '../asl/engine/player.ts';
import { dueAt } from '../asl/engine/turns.ts';
import type { Clock } from '../clock.ts';
import { checkMembers } from '../constraints.ts';
import { AwsError, type Integrations, type Place, type Service } from '../service.ts';
import { forgetful, type Storage } from '../storage/storage.ts';
import { CONSTRAINTS } from './constraints.ts';
import type { Context, Operations } from './context.ts';
import { executionOperations } from './executions.ts';
import { historyOperations } from './history.ts';
import { machineOperations } from './machines.ts';
import { requestOf } from './request.ts';
import { statusEvent, type StatusEvent } from './status-event.ts';
import { createStore } from './store.ts';
import { tagOperations } from './tags.ts';
import { taskOperations } from './tasks.ts';

export type StepFunctionsOptions = {
  readonly clock: Clock;
  readonly place: Place;
  /** Where state machines and executions outlive the process. @default nothing does */
  readonly storage?: Storage;
  /** A new id at every call, unique for ever. */
  readonly newId: () => string;
  /** @default Math.random */
  readonly random?: () => number;
  /** Does what Task states call. */
  readonly integrations: Integrations;
  /** Takes the events that AWS puts on the default bus, in order; must not throw. */
  readonly onStatusChange: (event: StatusEvent) => void;
  /** Admits state transitions, where the account has a quota. @default all */
  readonly transition?: (() => Promise<void> | undefined) | undefined;
  /** An error in the engine itself; the execution it hit is aborted. @default nothing */
  readonly onFault?: (executionArn: string, error: unknown) => void;
};

export type StepFunctions = Service & {
  /**
   * Ends the deployment, in which the template's state machines are made, and goes on with the executions that were under
   * way when the process ended. To be called once, when all that they call is there.
   */
  begin(): void;
  /** When no execution has a step to take; calls of integrations are not waited for. */
  idle(): Promise<void>;
  /** Ends all timers and steps. Executions stay as they are; nothing more happens to them. */
  stop(): Promise<void>;
};

const OPERATIONS: Operations = {
  ...machineOperations,
  ...executionOperations,
  ...historyOperations,
  ...taskOperations,
  ...tagOperations,
};

export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { clock, place, newId, integrations, onStatusChange, onFault, storage = forgetful() } = options;
  const store = createStore(storage, clock.now());
  const player = new Player({
    clock,
    newId,
    integrations,
    region: place.region,
    random: options.random ?? Math.random,
    isDeleted: ({ machine }) => store.machines.isDeleting(machine.arn),
    onStatus: (execution, status) => {
      onStatusChange(statusEvent(execution, status, place, clock.now()));
      if (status !== 'RUNNING') store.endDeleting(execution.machine.arn);
    },
    onFault: (execution, error) => onFault?.(execution.arn, error),
    ...(storage.durable ? { shelf: store.executions } : {}),
    ...(options.transition === undefined ? {} : { transition: options.transition }),
  });
  const context: Context = { store, player, clock, place, newId };
  return {
    async call(name, input) {
      const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
      if (operation === undefined)
        throw new AwsError(
          'UnknownOperationException',
          `Step Functions' ${name} is not there in the local cloud.`,
        );
      const request = requestOf(input);
      checkMembers(request, CONSTRAINTS[name] ?? {});
      const answer = await operation(request, context);
      // Whoever has the answer may rely on it, whatever happens to the process.
      await storage.saved();
      return answer;
    },
    begin() {
      store.machines.endDeployment();
      for (const { arn } of store.machines.all()) store.endDeleting(arn);
      // What fell due first, happens first.
      const running = store.executions.running().map((stored) => ({ stored, at: dueAt(stored.execution) }));
      running.sort((one, other) => (one.at ?? Infinity) - (other.at ?? Infinity));
      for (const { execution, machine } of running.map(({ stored }) => stored))
        player.resume(execution, machine);
    },
    idle: () => player.idle(),
    stop: () => player.stop(),
  };
}

/** The service in virtual time, with integrations that keep what they are told. */
import { isObject } from '../../../lib/local/asl/json.ts';
import { createStepFunctions, type StepFunctions } from '../../../lib/local/stepfunctions/service.ts';
import type { StatusEvent } from '../../../lib/local/stepfunctions/status-event.ts';
import { AwsError, type IntegrationOutcome, type Json } from '../../../lib/local/service.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';
import { quiet, VirtualClock } from '../virtual-clock.ts';

type Members = { readonly [member: string]: Json };

export const ROLE = 'arn:aws:iam::123456789012:role/machine';
export const MACHINE = 'arn:aws:states:eu-central-1:123456789012:stateMachine:orders';
export const EXECUTION = 'arn:aws:states:eu-central-1:123456789012:execution:orders:';

export const PASS: Json = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
/** A task that waits for its token. */
export const WAIT = {
  Type: 'Task',
  Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken',
  Arguments: { token: '{% $states.context.Task.Token %}' },
  End: true,
};
export const WAITING = { QueryLanguage: 'JSONata', StartAt: 'W', States: { W: WAIT } };

type Given = {
  readonly clock?: VirtualClock;
  readonly storage?: Storage;
  /** What ids begin with. */
  readonly ids?: string;
  /** Gets status changes instead of `events`. */
  readonly tell?: (event: StatusEvent) => void;
};

export class Cloud {
  readonly clock: VirtualClock;
  readonly events: StatusEvent[] = [];
  readonly tokens: string[] = [];
  outcome: IntegrationOutcome = { kind: 'succeeded', output: {} };
  #ids = 0;
  readonly service: StepFunctions;

  constructor({ clock = new VirtualClock(), storage, ids = 'id', tell }: Given = {}) {
    this.clock = clock;
    this.service = createStepFunctions({
      clock,
      place: { region: 'eu-central-1', account: '123456789012', endpoint: 'http://localhost:4566' },
      newId: () => `${ids}-${(this.#ids += 1)}`,
      random: () => 0,
      integrations: async ({ arguments: args }) => {
        const token = isObject(args) ? args['token'] : undefined;
        if (typeof token === 'string') this.tokens.push(token);
        return this.outcome;
      },
      onStatusChange: tell ?? ((event) => this.events.push(event)),
      onFault: (_, error) => {
        throw error;
      },
      ...(storage === undefined ? {} : { storage }),
    });
  }

  /** The answer, or code and message of the refusal. */
  async call(operation: string, input: Members = {}): Promise<Members> {
    try {
      const answer = await this.service.call(operation, input, { roleArn: undefined });
      await quiet();
      return answer as Members;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { code: error.code, message: error.message };
    }
  }

  async create(definition: Json = PASS, name = 'orders'): Promise<Members> {
    return this.call('CreateStateMachine', { name, definition: JSON.stringify(definition), roleArn: ROLE });
  }

  async start(name: string, input: Json = {}): Promise<Members> {
    return this.call('StartExecution', { stateMachineArn: MACHINE, name, input: JSON.stringify(input) });
  }

  async describe(name: string): Promise<Members> {
    return this.call('DescribeExecution', { executionArn: EXECUTION + name });
  }
}

/** A cloud with the machine `orders`. */
export async function cloudWith(definition: Json = PASS): Promise<Cloud> {
  const cloud = new Cloud();
  await cloud.create(definition);
  return cloud;
}

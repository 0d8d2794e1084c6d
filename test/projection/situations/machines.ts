/** Compiled machines on the local Step Functions in virtual time, asked by the functions' own adapter and the SDK's client. */
import { SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { createExecutions } from '../../../lambdas/adapters/executions.ts';
import type { Executions } from '../../../lib/projection/ports.ts';
import type { Integrations, Json } from '../../../lib/local/service.ts';
import { createStepFunctions } from '../../../lib/local/stepfunctions/service.ts';
import type { StatusEvent } from '../../../lib/local/stepfunctions/status-event.ts';
import type { VirtualClock } from '../../local/virtual-clock.ts';
import { behind, type Fault } from './in-process.ts';

export const MACHINE_PREFIX = 'arn:aws:states:eu-west-1:000000000000:stateMachine:watch-';
const PLACE = { region: 'eu-west-1', account: '000000000000', endpoint: 'http://127.0.0.1' };

const moved = z.object({ identity: z.string(), to: z.string() });
const history = z.object({
  events: z.array(
    z.looseObject({
      type: z.string(),
      taskSucceededEventDetails: z.looseObject({ output: z.string() }).optional(),
    }),
  ),
});

export class Machines {
  readonly executions: Executions;
  readonly #service;
  readonly #client;

  constructor(
    clock: VirtualClock,
    integrations: Integrations,
    onEnd: (event: StatusEvent) => void,
    refuse?: (operation: string) => Fault | undefined,
  ) {
    let ids = 0;
    this.#service = createStepFunctions({
      clock,
      place: PLACE,
      integrations,
      newId: () => `id-${(ids += 1)}`,
      random: () => 0.5,
      onStatusChange: (event) => {
        if (event.detail['status'] !== 'RUNNING') onEnd(event);
      },
      onFault: (_, error) => {
        throw error;
      },
    });
    this.#client = new SFNClient({
      region: PLACE.region,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      requestHandler: behind(this.#service, refuse),
    });
    this.executions = createExecutions(this.#client, MACHINE_PREFIX);
  }

  /** What CloudFormation does. Executions that run keep the definition they were started with. */
  async deploy(id: string, compiled: string, isNew: boolean): Promise<void> {
    const definition = compiled
      .replaceAll('${Partition}', 'aws')
      .replaceAll(/\$\{(TableName|EventBusName|TopicArn)\}/g, 'there');
    const roleArn = 'arn:aws:iam::000000000000:role/machine';
    await (isNew
      ? this.ask('CreateStateMachine', { name: `watch-${id}`, definition, roleArn })
      : this.ask('UpdateStateMachine', { stateMachineArn: MACHINE_PREFIX + id, definition }));
  }

  ask(operation: string, input: { readonly [name: string]: Json }): Promise<Json> {
    return this.#service.call(operation, input, { roleArn: undefined });
  }

  /** Of every wait that an event has moved: `<identity> → <where to>`. */
  async movesOf(choreography: string, execution: string): Promise<readonly string[]> {
    const page = await this.ask('GetExecutionHistory', {
      executionArn: executionArn(choreography, execution),
      maxResults: 1000,
    });
    return history.parse(page).events.flatMap(({ taskSucceededEventDetails: details }) => {
      const found = moved.safeParse(details === undefined ? {} : JSON.parse(details.output));
      return found.success ? [`${found.data.identity} → ${found.data.to}`] : [];
    });
  }

  describe(choreography: string, execution: string): Promise<Json> {
    return this.ask('DescribeExecution', { executionArn: executionArn(choreography, execution) });
  }

  idle(): Promise<void> {
    return this.#service.idle();
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    await this.#service.stop();
  }
}

export function executionArn(choreography: string, execution: string): string {
  return `${MACHINE_PREFIX.replace(':stateMachine:', ':execution:')}${choreography}:${execution}`;
}

/**
 * The code of the functions' handlers with all their real adapters and SDK clients: dynalite, the local Step Functions
 * and SQS, and a bus that keeps what it gets. Any call can be refused as the service would.
 */
import { DynamoDBClient, PutItemCommand, type PutItemCommandInput } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBRecord, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { createBus } from '../../../lambdas/adapters/bus.ts';
import { createCopies } from '../../../lambdas/adapters/copies.ts';
import { createCounters } from '../../../lambdas/adapters/counters.ts';
import { createQueue } from '../../../lambdas/adapters/queue.ts';
import { createTable } from '../../../lambdas/adapters/table.ts';
import { createTimers } from '../../../lambdas/adapters/timers.ts';
import { createWindows } from '../../../lambdas/adapters/windows.ts';
import { settleChoreographyMessages } from '../../../lambdas/choreography-messages.ts';
import { settleClosings } from '../../../lambdas/closer/closings.ts';
import { notify } from '../../../lambdas/notifier/notifying.ts';
import { settleWaits } from '../../../lambdas/resumer/waits.ts';
import { subscriptionsIn } from '../../../lambdas/subscriptions.ts';
import type { Surroundings } from '../../../lambdas/surroundings.ts';
import { sweepAll } from '../../../lambdas/sweeper/sweeping.ts';
import { compile } from '../../../lib/compiler/compile.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import type { IntegrationOutcome, Json, Service } from '../../../lib/local/service.ts';
import { createSqs, type Sqs } from '../../../lib/local/sqs/sqs.ts';
import { sqsRecord } from '../../lambdas/around.ts';
import type { TestTable } from '../../lambdas/test-table.ts';
import { quiet, VirtualClock } from '../../local/virtual-clock.ts';
import { behind, operationOf, refusal, type Fault } from './in-process.ts';
import { MACHINE_PREFIX, Machines } from './machines.ts';
import { T0 } from './orders.ts';

const PLACE = { region: 'eu-west-1', account: '000000000000', endpoint: 'http://127.0.0.1:1' };
const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };
const sent = z.object({ QueueUrl: z.string(), MessageBody: z.string(), DelaySeconds: z.number() });
const published = z.object({
  Entries: z.array(z.looseObject({ DetailType: z.string(), Detail: z.string() })),
});

export type Sent = { readonly queue: string; readonly body: string; readonly delay: number };

export class Edge {
  readonly clock = new VirtualClock(T0);
  /** Every call that was asked for, in order: `dynamodb PutItem`. */
  readonly asked: string[] = [];
  /** What lies in the queues. */
  readonly sent: Sent[] = [];
  readonly published: { readonly type: string; readonly detail: unknown }[] = [];
  /** The metric: `order late 2`. */
  readonly counted: string[] = [];
  readonly notes: string[] = [];
  /** Status changes of executions, as the closings queue has them. */
  readonly endings: string[] = [];
  readonly waits: DynamoDBRecord[] = [];
  refuse: (asked: string) => Fault | undefined = () => undefined;
  /** The error code of the bus for the entry at this place. */
  refuseEntry: (index: number) => string | undefined = () => undefined;
  readonly #stored: TestTable;
  readonly #sqs: Sqs;
  readonly #machines: Machines;
  readonly #around: Surroundings;
  readonly #clients: { destroy(): void }[];
  readonly #telling;
  readonly #sweeping;
  #putting = 0;
  #busy = 0;

  private constructor(choreography: Choreography, stored: TestTable) {
    this.#stored = stored;
    this.#sqs = createSqs({ place: PLACE, clock: this.clock });
    for (const name of ['order-start', 'order-events', 'closings'])
      this.#sqs.createQueue(`watch-${name}`, new Map());
    const settings = { region: PLACE.region, credentials: CREDENTIALS, maxAttempts: 1 };
    const { endpoint, requestHandler } = stored.raw.config;
    if (endpoint === undefined) throw new Error('dynalite has no address');
    const dynamodb = new DynamoDBClient({
      ...settings,
      endpoint,
      requestHandler: {
        handle: async (request: { headers: Record<string, string> }, options?: object) => {
          const fault = this.#ask('dynamodb', operationOf(request.headers));
          return fault === undefined ? requestHandler.handle(request, options) : { response: refusal(fault) };
        },
      },
    });
    const sqs = new SQSClient({
      ...settings,
      endpoint: PLACE.endpoint,
      md5: false,
      requestHandler: behind(this.#queues(), (operation) => this.#ask('sqs', operation)),
    });
    const events = new EventBridgeClient({
      ...settings,
      requestHandler: behind(this.#bus(), (operation) => this.#ask('events', operation)),
    });
    this.#clients = [dynamodb, sqs, events];
    this.#machines = new Machines(
      this.clock,
      ({ arguments: given }) => this.#put(given),
      (event) => this.endings.push(JSON.stringify(event)),
      (operation) => this.#ask('states', operation),
    );
    const table = DynamoDBDocumentClient.from(dynamodb, { marshallOptions: { removeUndefinedValues: true } });
    const urls = `${PLACE.endpoint}/${PLACE.account}/watch-`;
    const note = (message: string): void => void this.notes.push(message);
    const log = { info: note, warn: note, error: note };
    this.#around = {
      environment: { prefix: 'watch-', stateMachineArnPrefix: MACHINE_PREFIX },
      subscriptions: subscriptionsIn(JSON.parse(JSON.stringify([compile(choreography).subscription]))),
      ports: {
        table: createTable(table, stored.name),
        executions: this.#machines.executions,
        queue: createQueue(sqs, urls),
      },
      copies: createCopies(sqs, urls),
      log,
      clock: () => this.clock.now(),
      random: () => 0.5,
    };
    const bus = createBus(events, 'shop');
    const windows = createWindows(table, stored.name);
    this.#sweeping = { timers: createTimers(table, stored.name), windows, bus, hasTime: () => true };
    this.#telling = {
      bus,
      counters: createCounters(table, stored.name, () => this.clock.now()),
      log,
      clock: () => this.clock.now(),
      count: (of: string, deviation: string, count: number) =>
        void this.counted.push(`${of} ${deviation} ${count}`),
      skipped: () => undefined,
    };
  }

  /** `stored`: an empty table. */
  static async start(choreography: Choreography, stored: TestTable): Promise<Edge> {
    const edge = new Edge(choreography, stored);
    await edge.#machines.deploy(choreography.id, compile(choreography).definition, true);
    return edge;
  }

  /** The starter or the resumer, as the local cloud invokes it for a queue; the closer for its own. */
  async handle(event: unknown): Promise<SQSBatchResponse> {
    const batch = event as SQSEvent;
    const isClosing = batch.Records.some(({ eventSourceARN: arn }) => arn.endsWith('-closings'));
    return this.#working(() =>
      (isClosing ? settleClosings : settleChoreographyMessages)(batch, this.#around),
    );
  }

  /** The starter's, and the resumer's, answer to a batch: the ids of the messages that come again. */
  async messages(queue: 'start' | 'events', ...bodies: readonly string[]): Promise<readonly string[]> {
    const Records = bodies.map((body, index) => sqsRecord(`watch-order-${queue}`, body, `m${index}`));
    return failuresOf(await this.handle({ Records }));
  }

  async stream(...Records: readonly DynamoDBRecord[]): Promise<readonly string[]> {
    return failuresOf(await this.#working(() => settleWaits({ Records: [...Records] }, this.#around)));
  }

  async closings(...bodies: readonly string[]): Promise<readonly string[]> {
    const Records = bodies.map((body, index) => sqsRecord('watch-closings', body, `m${index}`));
    return failuresOf(await this.handle({ Records }));
  }

  async notices(...Records: readonly DynamoDBRecord[]): Promise<readonly string[]> {
    return failuresOf(await notify({ Records: [...Records] }, this.#telling));
  }

  sweep(): Promise<void> {
    return sweepAll({ ...this.#around, ...this.#sweeping });
  }

  /** Time does not pass while somebody works: what they wait for is not of this clock. */
  async pass(milliseconds: number): Promise<void> {
    await this.clock.by(milliseconds, () => this.#idle());
    await this.#idle();
  }

  /** All rows: `<sort key> <status>`. */
  async rows(): Promise<readonly string[]> {
    const { Items = [] } = await this.#stored.client.send(new ScanCommand({ TableName: this.#stored.name }));
    return Items.map(({ key, status }) => [key, status].join(' ').trim()).sort();
  }

  item(key: string): Promise<Record<string, unknown> | undefined> {
    return this.#stored.get('order#o-1', key);
  }

  put(item: Record<string, unknown>): Promise<void> {
    return this.#stored.put(item);
  }

  moves(execution = 'o-1'): Promise<readonly string[]> {
    return this.#machines.movesOf('order', execution);
  }

  describe(name: string): Promise<Json> {
    return this.#machines.describe('order', name);
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    this.#sqs.stop();
    await this.#machines.stop();
    await this.#stored.clear();
  }

  #ask(service: string, operation: string): Fault | undefined {
    const asked = `${service} ${operation}`;
    this.asked.push(asked);
    return this.refuse(asked);
  }

  #queues(): Service {
    return {
      call: async (operation, input, caller) => {
        const reply = await this.#sqs.call(operation, input, caller);
        const { QueueUrl, MessageBody: body, DelaySeconds: delay } = sent.parse(input);
        this.sent.push({ queue: QueueUrl.slice(QueueUrl.lastIndexOf('/watch-') + 7), body, delay });
        return reply;
      },
    };
  }

  #bus(): Service {
    return {
      call: (_, input) => {
        const Entries = published.parse(input).Entries.map(({ DetailType: type, Detail }, index) => {
          const ErrorCode = this.refuseEntry(index);
          if (ErrorCode !== undefined) return { ErrorCode, ErrorMessage: 'Rate exceeded' };
          this.published.push({ type, detail: JSON.parse(Detail) });
          return { EventId: `e${index}` };
        });
        return Promise.resolve({ Entries, FailedEntryCount: 0 });
      },
    };
  }

  /** With the very condition that the compiler writes. */
  async #put(given: Json): Promise<IntegrationOutcome> {
    this.#putting += 1;
    const input = given as unknown as PutItemCommandInput;
    try {
      await this.#stored.raw.send(new PutItemCommand({ ...input, TableName: this.#stored.name }));
      this.waits.push(recordOf(`w${this.waits.length}`, input.Item));
      return { kind: 'succeeded', output: {} };
    } catch (error) {
      const name = error instanceof Error ? error.name : '';
      return { kind: 'failed', error: `DynamoDb.${name}`, cause: String(error) };
    } finally {
      this.#putting -= 1;
    }
  }

  async #working<T>(work: () => Promise<T>): Promise<T> {
    this.#busy += 1;
    try {
      const answer = await work();
      await this.#quiet();
      return answer;
    } finally {
      this.#busy -= 1;
    }
  }

  async #idle(): Promise<void> {
    do await this.#quiet();
    while (this.#busy > 0);
  }

  async #quiet(): Promise<void> {
    do {
      await quiet();
      await this.#machines.idle();
      await quiet();
    } while (this.#putting > 0);
  }
}

function failuresOf({ batchItemFailures }: SQSBatchResponse | DynamoDBBatchResponse): readonly string[] {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

/** A change of the table, as its stream has it. */
export function recordOf(sequence: string, image: unknown): DynamoDBRecord {
  return {
    eventSource: 'aws:dynamodb',
    eventName: 'INSERT',
    dynamodb: {
      ApproximateCreationDateTime: T0 / 1000,
      SequenceNumber: sequence,
      NewImage: image as never,
    },
  };
}

export function changeTo(sequence: string, item: Record<string, unknown>): DynamoDBRecord {
  return recordOf(sequence, marshall(item));
}

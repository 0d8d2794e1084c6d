/** Executions of a machine of the test's own, started and answered under load. */
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { z } from 'zod';
import type { ClientSettings } from '../../lib/cli/aws.ts';
import { definition, expected, type Kind } from './machine.ts';
import { insist } from './insist.ts';

export type Counts = { lost: number; doubled: number; stuck: number };

const QUEUES = { tasks: 'kill-test-tasks', ends: 'kill-test-ends' };
const FOR_EVENTS = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: '*',
    },
  ],
});
const ROLE = 'arn:aws:iam::000000000000:role/kill-test';

const task = z.object({ name: z.string(), token: z.string() });
const told = z.object({ detail: z.object({ name: z.string(), status: z.string() }) });

export class OwnExecutions {
  readonly #states: SFNClient;
  readonly #queues: SQSClient;
  readonly #events: EventBridgeClient;
  readonly #started = new Map<string, Kind>();
  /** Also of what is not acknowledged yet: its task may be there before. */
  readonly #kinds = new Map<string, Kind>();
  /** Tokens whose answer was acknowledged. */
  readonly #answered = new Set<string>();
  readonly #ended = new Set<string>();
  readonly wrong: string[] = [];
  #machine = '';
  #urls = { tasks: '', ends: '' };
  #stopped = false;

  constructor(settings: ClientSettings) {
    this.#states = new SFNClient(settings);
    this.#queues = new SQSClient(settings);
    this.#events = new EventBridgeClient(settings);
  }

  get started(): number {
    return this.#started.size;
  }

  async prepare(): Promise<void> {
    const urlOf = async (QueueName: string): Promise<string> => {
      // What is received by somebody who is killed is to come again soon.
      const Attributes = { VisibilityTimeout: '5', Policy: FOR_EVENTS };
      const create = new CreateQueueCommand({ QueueName, Attributes });
      return (await this.#queues.send(create)).QueueUrl ?? '';
    };
    this.#urls = { tasks: await urlOf(QUEUES.tasks), ends: await urlOf(QUEUES.ends) };
    const { stateMachineArn = '' } = await this.#states.send(
      new CreateStateMachineCommand({
        name: 'kill-test',
        definition: definition(this.#urls.tasks),
        roleArn: ROLE,
      }),
    );
    this.#machine = stateMachineArn;
    const pattern = {
      source: ['aws.states'],
      detail: { stateMachineArn: [stateMachineArn], status: [{ 'anything-but': 'RUNNING' }] },
    };
    const rule = { Name: 'kill-test', EventPattern: JSON.stringify(pattern) };
    await this.#events.send(new PutRuleCommand(rule));
    const get = new GetQueueAttributesCommand({ QueueUrl: this.#urls.ends, AttributeNames: ['QueueArn'] });
    const { Attributes } = await this.#queues.send(get);
    const target = { Id: 'ends', Arn: Attributes?.['QueueArn'] ?? '' };
    await this.#events.send(new PutTargetsCommand({ Rule: 'kill-test', Targets: [target] }));
  }

  /** Until it is acknowledged; what was started before without a word is the same execution. */
  async start(name: string, kind: Kind): Promise<void> {
    const input = { stateMachineArn: this.#machine, name, input: JSON.stringify({ name, kind }) };
    this.#kinds.set(name, kind);
    await insist(async () => {
      try {
        await this.#states.send(new StartExecutionCommand(input));
      } catch (error) {
        // It was started, and has ended, before there was an answer.
        if (!Error.isError(error) || error.name !== 'ExecutionAlreadyExists') throw error;
      }
    });
    this.#started.set(name, kind);
  }

  /** Answers tasks and hears of ends, until it is stopped. */
  async work(): Promise<void> {
    const loop = async (url: string, take: (body: string) => Promise<void>): Promise<void> => {
      while (!this.#stopped) {
        const receive = new ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 1,
        });
        const { Messages = [] } = await insist(() => this.#queues.send(receive));
        for (const { Body = '', ReceiptHandle } of Messages) {
          await take(Body);
          await insist(() => this.#queues.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle })));
        }
      }
    };
    await Promise.all([
      loop(this.#urls.tasks, (body) => this.#answer(task.parse(JSON.parse(body)))),
      loop(this.#urls.ends, async (body) => {
        this.#ended.add(told.parse(JSON.parse(body)).detail.name);
      }),
    ]);
  }

  async #answer({ name, token }: z.infer<typeof task>): Promise<void> {
    if (this.#kinds.get(name) === 'unanswered') return;
    const before = this.#answered.has(token);
    const answer = new SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify({ name }) });
    const outcome = await insist(async () => {
      try {
        await this.#states.send(answer);
        return 'taken';
      } catch (error) {
        if (Error.isError(error) && error.name === 'TaskTimedOut') return 'used up';
        throw error;
      }
    });
    if (before && outcome === 'taken') this.wrong.push(`DOUBLED: the token of ${name} was taken twice`);
    this.#answered.add(token);
  }

  /** Waits for all ends; says what is wrong. */
  async judge(patience: number): Promise<Counts> {
    const counts = { lost: 0, doubled: this.wrong.length, stuck: 0 };
    const until = Date.now() + patience;
    const say = (kind: keyof Counts, what: string): void => {
      counts[kind] += 1;
      this.wrong.push(`${kind.toUpperCase()}: ${what}`);
    };
    for (const [name, kind] of this.#started) {
      const types = await this.#historyOf(name, until);
      if (types === undefined) say('lost', `the execution ${name} was started and is not there`);
      else if (!expected(kind).some((right) => right.join() === types.join()))
        say(
          types.at(-1) === 'ExecutionSucceeded' ? 'doubled' : 'stuck',
          `${name} (${kind}): ${types.join()}`,
        );
      while (!this.#ended.has(name) && Date.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 100));
      if (!this.#ended.has(name)) say('lost', `nobody was told of the end of ${name}`);
    }
    return counts;
  }

  async #historyOf(name: string, until: number): Promise<readonly string[] | undefined> {
    const executionArn = `${this.#machine.replace(':stateMachine:', ':execution:')}:${name}`;
    for (;;) {
      try {
        const read = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
        const { events = [] } = await this.#states.send(read);
        const types = events.map(({ type }) => String(type));
        if (/^Execution(?!Started)/.test(types.at(-1) ?? '') || Date.now() > until) return types;
      } catch (error) {
        if (Error.isError(error) && error.name === 'ExecutionDoesNotExist') return undefined;
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  close(): void {
    for (const client of [this.#states, this.#queues, this.#events]) client.destroy();
  }
}

/** What the machines' tasks do outside: they put waits and rows, publish and notify; the rest the mocks answer. */
import type { Choreography, State } from '../../definition/model.ts';
import { isList, isObject, parseJson, type JsonObject } from '../../local/asl/json.ts';
import type { IntegrationOutcome, Json, TaskCall } from '../../local/service.ts';
import { keyOf, parseRow } from '../../projection/parse-row.ts';
import type { Agenda } from '../agenda.ts';
import { fail } from '../answers.ts';
import type { Mocks } from '../mocks.ts';
import { Performing } from '../performing.ts';
import type { Said } from './bus.ts';
import type { MachineExecutions } from './executions.ts';
import type { MemoryTable } from './memory-table.ts';
import { itemIn } from './put-item.ts';
import { rowKey } from './table-rules.ts';

/** Something that a machine did: `publish Order Shipped`, `notify`, `task arn:…`. */
export type Done = {
  readonly at: number;
  /** The table's partition key. */
  readonly instance: string;
  readonly what: string;
  /** An event's detail, a message's text, a task's arguments. */
  readonly with: Json;
};

type Request = { readonly resource: string; readonly arguments: Json };

type Around = {
  readonly agenda: Agenda;
  readonly table: MemoryTable;
  readonly executions: MachineExecutions;
  readonly choreographies: readonly Choreography[];
  readonly mocks: () => Mocks;
  readonly say: (said: Said) => void;
  readonly broke: (error: unknown) => void;
};

const SUCCEEDED: IntegrationOutcome = { kind: 'succeeded', output: {} };

export class TasksOutside {
  readonly done: Done[] = [];
  readonly #around: Around;
  readonly #performing: Performing;
  readonly #taskStates: ReadonlySet<string>;
  #ids = 0;

  constructor(around: Around) {
    this.#around = around;
    const { agenda, executions, choreographies } = around;
    this.#performing = new Performing(agenda, executions);
    this.#taskStates = new Set(choreographies.flatMap(({ states }) => states.flatMap(tasksIn)));
  }

  settled(): Promise<void> {
    return this.#performing.settled();
  }

  async perform(request: Request, call: TaskCall): Promise<IntegrationOutcome> {
    try {
      return await this.#perform(request, call);
    } catch (error) {
      this.#around.broke(error);
      return new Promise(() => undefined);
    }
  }

  async #perform(request: Request, call: TaskCall): Promise<IntegrationOutcome> {
    const { resource, arguments: given } = request;
    if (isOurPut(resource, given)) return this.#put(given);
    const mocks = this.#around.mocks();
    const name = [call.state, call.state.replace(/^.*?: /, '')].find((each) => mocks.has(each));
    const isStep = this.#taskStates.has(call.state) && !isSaid(resource);
    if (name !== undefined || isStep) {
      const outcome = await this.#performing.perform(request, { ...call, state: name ?? call.state }, mocks);
      if (outcome.kind === 'succeeded' && !isStep) this.#note(request, call);
      return outcome;
    }
    this.#note(request, call);
    if (resource.endsWith(':events:putEvents')) return this.#publish(given);
    return resource.endsWith(':sns:publish')
      ? { kind: 'succeeded', output: { MessageId: this.#newId() } }
      : SUCCEEDED;
  }

  /** A wait, or the row of an action that failed. */
  #put(given: Json): IntegrationOutcome {
    const { table } = this.#around;
    const item = itemIn(given);
    const row = parseRow(item);
    if (row?.kind === 'wait') {
      if (table.putWait(row, item)) return SUCCEEDED;
      const { error, cause } = fail('DynamoDb.ConditionalCheckFailedException', 'newer');
      return { kind: 'failed', error, cause };
    }
    if (row?.kind !== 'event') throw new Error(`No row of ours: ${JSON.stringify(item)}`);
    table.rows = new Map(table.rows).set(rowKey(row.instance, keyOf(row)), row);
    return SUCCEEDED;
  }

  #publish(given: Json): IntegrationOutcome {
    const entries = entriesIn(given);
    for (const entry of entries)
      this.#around.say({
        source: textIn(entry, 'Source'),
        detailType: textIn(entry, 'DetailType'),
        detail: detailIn(entry),
      });
    const Entries = entries.map(() => ({ EventId: this.#newId() }));
    return { kind: 'succeeded', output: { FailedEntryCount: 0, Entries } };
  }

  #note({ resource, arguments: given }: Request, call: TaskCall): void {
    const { agenda, executions } = this.#around;
    const input = parseJson(executions.all.get(call.execution)?.input ?? 'null');
    const about = { at: agenda.now(), instance: isObject(input) ? textIn(input, 'instance') : '' };
    if (resource.endsWith(':events:putEvents')) {
      for (const entry of entriesIn(given))
        this.done.push({ ...about, what: `publish ${textIn(entry, 'DetailType')}`, with: detailIn(entry) });
    } else if (resource.endsWith(':sns:publish')) {
      this.done.push({
        ...about,
        what: 'notify',
        with: (isObject(given) ? given['Message'] : given) ?? null,
      });
    } else {
      this.done.push({ ...about, what: `task ${resource}`, with: given });
    }
  }

  #newId(): string {
    return `answer-${(this.#ids += 1)}`;
  }
}

function tasksIn(state: State): readonly string[] {
  switch (state.kind) {
    case 'task':
      return [state.name];
    case 'compound':
      return state.states.flatMap(tasksIn);
    case 'parallel':
      return state.regions.flatMap(({ states }) => states.flatMap(tasksIn));
    case 'wait':
    case 'all':
    case 'forEach':
    case 'final':
      return [];
  }
}

/** Events and messages are said here, in memory: nobody has to answer for them. */
function isSaid(resource: string): boolean {
  return resource.endsWith(':states:::events:putEvents') || resource.endsWith(':states:::sns:publish');
}

function isOurPut(resource: string, given: Json): boolean {
  return resource.endsWith(':dynamodb:putItem') && isObject(given) && given['TableName'] === 'instances';
}

function entriesIn(given: Json): readonly JsonObject[] {
  const entries = isObject(given) ? given['Entries'] : undefined;
  return isList(entries) ? entries.filter(isObject) : [];
}

/** Step Functions takes an event's detail as an object, and as its text. */
function detailIn(entry: JsonObject): Json {
  const { Detail: detail = {} } = entry;
  return typeof detail === 'string' ? parseJson(detail) : detail;
}

function textIn(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === 'string' ? value : '';
}

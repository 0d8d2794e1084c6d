/** Counts what AWS would charge for, from the calls and changes that the local cloud tells of. */
import { setTimeout as sleep } from 'node:timers/promises';
import { listOf, objectOf, textOf, type JsonObject } from '../../lib/local/json.ts';
import type { StreamRecord } from '../../lib/local/dynamodb/streams.ts';
import type { Watch, WatchedCall } from '../../lib/local/watch.ts';
import { ASSUMED } from './prices.ts';
import { indexUnits, itemBytes, readUnits, schemaOf, writeUnits, type Schema } from './units.ts';

export type Counts = {
  /** `Service Operation` → how often, by functions, executions, rules and mappings; polls that found nothing left out. */
  readonly calls: Readonly<Record<string, number>>;
  readonly invocations: number;
  readonly billedMs: number;
  /** Of the table itself. */
  readonly writeUnits: number;
  /** Of its indexes. */
  readonly indexUnits: number;
  readonly readUnits: number;
  readonly sqsRequests: number;
  readonly emptyPolls: number;
  /** Put on a bus by functions and executions. */
  readonly publishedEvents: number;
};

const SERVICES = {
  dynamodb: 'DynamoDB',
  events: 'EventBridge',
  lambda: 'Lambda',
  sns: 'SNS',
  sqs: 'SQS',
  states: 'Step Functions',
} as const;
/** What Lambda does with a function's role while no function runs. */
const POLLING = new Set(['ReceiveMessage', 'DeleteMessageBatch']);
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

type Tally = {
  readonly service: WatchedCall['service'];
  readonly operation: string;
  /** Empty: nobody's the template knows. */
  readonly roleArn: string;
  readonly count: number;
};

export class Meter {
  private readonly schemas = new Map<string, Schema>();
  private readonly items = new Map<string, JsonObject>();
  /** Roles of functions, whose calls take their time. */
  private readonly functionRoles = new Set<string>();
  /** By service, operation and role. */
  private tally = new Map<string, Tally>();
  private emptyPolls = 0;
  private publishedEvents = 0;
  private underWay = 0;
  private lastActivity = 0;
  private units = { write: 0, index: 0, read: 0 };

  readonly watch: Watch = {
    begin: (_, operation) => this.begin(operation),
    call: (call) => this.tell(call),
    change: (record) => this.change(record),
  };

  reset(): void {
    this.tally = new Map();
    this.emptyPolls = 0;
    this.publishedEvents = 0;
    this.units = { write: 0, index: 0, read: 0 };
  }

  /** When nothing has been going on for a while; queues are always asked whether there is anything. */
  async quiet(milliseconds = 250): Promise<void> {
    while (this.underWay > 0 || performance.now() - this.lastActivity < milliseconds) await sleep(20);
  }

  counts(): Counts {
    const calls: Record<string, number> = {};
    let [invocations, waited, sqsRequests] = [0, 0, 0];
    for (const { service, operation, roleArn, count } of this.tally.values()) {
      const name = `${SERVICES[service]} ${operation}`;
      calls[name] = (calls[name] ?? 0) + count;
      if (service === 'lambda') invocations += count;
      else if (this.functionRoles.has(roleArn) && !POLLING.has(operation))
        waited += count * ASSUMED.callMs[service];
      if (service === 'sqs') sqsRequests += count;
    }
    return {
      calls,
      invocations,
      billedMs: invocations * ASSUMED.functionBaseMs + waited,
      writeUnits: this.units.write,
      indexUnits: this.units.index,
      readUnits: this.units.read,
      sqsRequests,
      emptyPolls: this.emptyPolls,
      publishedEvents: this.publishedEvents,
    };
  }

  /** What a table holds now, in bytes, with what DynamoDB adds for each item and index entry. */
  storedBytes(): number {
    return [...this.items.values()].reduce((sum, item) => sum + itemBytes(item) + 100, 0);
  }

  private tell(call: WatchedCall): void {
    const { service, operation, input, roleArn } = call;
    if (service === 'lambda' && roleArn !== undefined) this.functionRoles.add(roleArn);
    if (service === 'dynamodb' && operation === 'CreateTable') {
      const request = objectOf(input);
      this.schemas.set(textOf(request['TableName']) ?? '', schemaOf(request));
    }
    const poll = service === 'sqs' && operation === 'ReceiveMessage';
    if (!poll) this.underWay -= 1;
    if (poll && listOf(objectOf(call.output)['Messages']).length === 0) {
      this.emptyPolls += 1;
      return;
    }
    this.lastActivity = performance.now();
    if (isSweep(call)) return;
    // Who publishes, asks and watches from outside pays for it on either side.
    if (roleArn === undefined && service !== 'sqs' && service !== 'lambda') return;
    const key = `${service} ${operation} ${roleArn ?? ''}`;
    const { count } = this.tally.get(key) ?? { count: 0 };
    this.tally.set(key, { service, operation, roleArn: roleArn ?? '', count: count + 1 });
    if (operation === 'PutEvents') this.publishedEvents += listOf(objectOf(input)['Entries']).length;
    if (service === 'dynamodb') this.account(call);
  }

  private begin(operation: string): void {
    if (operation === 'ReceiveMessage') return;
    this.underWay += 1;
    this.lastActivity = performance.now();
  }

  private account({ operation, input, output, error }: WatchedCall): void {
    const request = objectOf(input);
    if (operation === 'Query' || operation === 'GetItem') {
      const { Items, Item } = objectOf(output);
      const items = operation === 'Query' ? listOf(Items) : [Item ?? {}];
      const bytes = items.reduce((sum: number, item) => sum + itemBytes(objectOf(item)), 0);
      this.units.read += readUnits(bytes, request['ConsistentRead'] === true);
    } else if (WRITES.has(operation) && error === 'ConditionalCheckFailedException') {
      const table = textOf(request['TableName']) ?? '';
      const key = this.keyIn(table, objectOf(request['Key'] ?? request['Item']));
      this.units.write += writeUnits(this.items.get(key), undefined);
    }
  }

  private change({ eventSourceARN, dynamodb }: StreamRecord): void {
    const table = /:table\/([^/]+)/.exec(eventSourceARN)?.[1] ?? '';
    const schema = this.schemas.get(table);
    const { Keys, NewImage, OldImage } = dynamodb;
    const key = this.keyIn(table, Keys);
    if (NewImage === undefined) this.items.delete(key);
    else this.items.set(key, NewImage);
    this.units.write += writeUnits(OldImage, NewImage);
    for (const index of schema?.indexes ?? [])
      this.units.index += indexUnits(index, schema ?? { keys: [], indexes: [] }, OldImage, NewImage);
  }

  private keyIn(table: string, item: JsonObject): string {
    const keys = this.schemas.get(table)?.keys ?? [];
    return JSON.stringify([table, ...keys.map((name) => item[name] ?? null)]);
  }
}

/** Once a minute, whatever happens: it would be counted now and then. By the names that the stack gives. */
function isSweep({ input, roleArn = '', service }: WatchedCall): boolean {
  const name = service === 'lambda' ? textOf(objectOf(input)['FunctionName']) : roleArn;
  return name !== undefined && /sweeper/i.test(name);
}

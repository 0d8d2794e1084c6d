import { createHash } from 'node:crypto';
import { numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { entriesOf } from '../storage/typed.ts';
import { itemIn } from './items.ts';
import { act, checkedInput, operationOf } from './perform.ts';
import { carryOut, holding, planningStore, type Plan } from './planning.ts';
import type { Around } from './tables.ts';
import { membersIn, placesOf, readsIn, type Member } from './transaction-request.ts';

export type Transactions = {
  /** All of its writes, or none. @throws AwsError */
  write(input: JsonObject): Promise<Json>;
  /** Items as they are at one instant. @throws AwsError */
  get(input: JsonObject): Promise<Json>;
};

/** What a token stands for, so that a client that asks again has not asked twice. */
type Asked = { readonly request: string; readonly at: number };

const TOKEN_HOLDS = 10 * 60_000;

/**
 * dynalite has none. A transaction holds the locks of all of its items: each of its parts is played by dynalite's own
 * action, which reads, checks and says what it would write; only where none refuses is it all written, and told in one
 * turn, so that what outlives the process is all or nothing. Where AWS refuses two at once, the second waits.
 */
export function createTransactions(around: Around): Transactions {
  const { store, clock, together } = around;
  const tokens = entriesOf<Asked>(around.storage, 'dynamodb transaction');
  // The oldest first: they are forgotten in that order.
  const asked = new Map([...tokens.all()].sort(([, one], [, other]) => one.at - other.at));

  /** Whether it was done before. @throws AwsError for a token that stands for something else */
  const isDone = (token: string | undefined, request: string): boolean => {
    for (const [known, { at }] of asked) {
      if (at + TOKEN_HOLDS > clock.now()) break;
      asked.delete(known);
      tokens.remove(known);
    }
    const before = token === undefined ? undefined : asked.get(token);
    if (before !== undefined && before.request !== request)
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request.',
      );
    return before !== undefined;
  };
  const remember = (token: string | undefined, request: string): void => {
    if (token === undefined) return;
    const entry = { request, at: clock.now() };
    asked.set(token, entry);
    tokens.put(token, entry);
  };

  return {
    async write(input) {
      const members = membersIn(input, store);
      const places = await placesOf(members, store);
      const { ClientRequestToken: given, ...request } = input;
      const token = textOf(given);
      const digest = createHash('sha256').update(JSON.stringify(request)).digest('base64');
      return holding(store, places, async () => {
        if (isDone(token, digest)) return {};
        const outcomes = [];
        for (const member of members) outcomes.push(await planOf(around, member));
        refuseIfAny(outcomes);
        const tell: (() => void)[] = [];
        for (const { table, key } of places) together.set(itemIn(table, key), tell);
        try {
          for (const { plan } of outcomes) await carryOut(plan);
        } finally {
          for (const { table, key } of places) together.delete(itemIn(table, key));
        }
        for (const each of tell) each();
        remember(token, digest);
        return consumed(
          outcomes.map(({ output }) => output),
          'WriteCapacityUnits',
        );
      });
    },
    async get(input) {
      const reads = readsIn(input, store);
      const places = await placesOf(reads, store);
      const outputs = await holding(store, places, async () => {
        const found: JsonObject[] = [];
        for (const { operation, data } of reads) found.push(objectOf(await act(store, operation, data)));
        return found;
      });
      const responses = outputs.map(({ Item: item }) => (item === undefined ? {} : { Item: item }));
      return { Responses: responses, ...consumed(outputs, 'ReadCapacityUnits') };
    },
  };
}

type Outcome = {
  readonly plan: Plan;
  readonly output: JsonObject;
  readonly reason: JsonObject;
};

/** What one part would write, or why it cannot. */
async function planOf({ store }: Around, member: Member): Promise<Outcome> {
  const plan: Plan = [];
  const acting = planningStore(store, plan);
  try {
    const output = objectOf(await act(acting, member.operation, member.data));
    return { plan: member.writes ? plan : [], output, reason: { Code: 'None' } };
  } catch (error) {
    if (!(error instanceof AwsError) || error.status >= 500) throw error;
    const failed = error.code === 'ConditionalCheckFailedException';
    const Code = failed ? 'ConditionalCheckFailed' : error.code.replace(/Exception$/, 'Error');
    const item = failed && member.returnsItem ? await itemOf(acting, member) : {};
    return { plan: [], output: {}, reason: { Code, Message: error.message, ...item } };
  }
}

async function itemOf(store: Around['store'], { input, key }: Member): Promise<JsonObject> {
  const get = operationOf('GetItem');
  const data = checkedInput(store, get, { TableName: input['TableName'] ?? '', Key: key });
  const { Item: item } = objectOf(await act(store, get, data));
  return item === undefined ? {} : { Item: item };
}

/** @throws AwsError with what became of each part */
function refuseIfAny(outcomes: readonly Outcome[]): void {
  const reasons = outcomes.map(({ reason }) => reason);
  if (reasons.every(({ Code }) => Code === 'None')) return;
  const codes = reasons.map(({ Code }) => textOf(Code)).join(', ');
  throw new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { fields: { CancellationReasons: reasons } },
  );
}

/** A transaction takes twice what its parts would take, by table. */
function consumed(outputs: readonly JsonObject[], kind: string): JsonObject {
  const byTable = new Map<string, number>();
  for (const { ConsumedCapacity: capacity } of outputs) {
    const table = textOf(objectOf(capacity)['TableName']);
    if (table === undefined) continue;
    const units = numberOf(objectOf(capacity)['CapacityUnits']) ?? 0;
    byTable.set(table, (byTable.get(table) ?? 0) + 2 * units);
  }
  if (byTable.size === 0) return {};
  const list = [...byTable].map(([TableName, units]) => ({
    TableName,
    CapacityUnits: units,
    [kind]: units,
  }));
  return { ConsumedCapacity: list };
}

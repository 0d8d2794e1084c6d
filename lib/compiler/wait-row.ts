import type { Handler } from '../definition/model.ts';
import { KEY, RETENTION_SECONDS, TABLE, type WaitRow } from '../definition/wire.ts';
import type { Template } from './asl.ts';
import { ENTERED, INPUT, jsonata, literal, ORDER, REDRIVE, text, TOKEN, VISIT } from './jsonata.ts';

/** What differs between the waits of a machine. Clocks are milliseconds after entry. */
export type Wait = {
  readonly choreography: string;
  readonly version: string;
  readonly policies: string;
  readonly state: string;
  /** The event's name, where this is the wait of an `all`'s member. */
  readonly member: string | undefined;
  readonly awaits: readonly Handler[];
  readonly anticipates: readonly string[];
  readonly due: number | undefined;
  readonly deadline: number | undefined;
};

/** The Arguments of the callback Task: puts the row unless the table has a newer wait of this region. */
export function putWait(wait: Wait): Template {
  return {
    TableName: '${TableName}',
    Item: itemOf(wait),
    ConditionExpression: 'attribute_not_exists(#instance) OR #order <= :order',
    ExpressionAttributeNames: { '#instance': TABLE.partitionKey, '#order': 'order' },
    ExpressionAttributeValues: { ':order': { S: jsonata(ORDER) } },
  };
}

/** Every attribute of a `WaitRow` must be named here: as DynamoDB's attribute value, or absent. */
function itemOf(wait: Wait): Template {
  const since = wait.member === undefined ? ENTERED : VISIT;
  const timer = earliest(wait.due, wait.deadline);
  const item: { readonly [attribute in keyof Required<WaitRow>]: Template | undefined } = {
    instance: string(`${INPUT}.instance`),
    key: { S: keyOf(wait) },
    choreography: { S: wait.choreography },
    correlationId: string(`${INPUT}.correlationId`),
    token: string(TOKEN),
    order: string(ORDER),
    run: number(`${INPUT}.run`),
    redrive: number(REDRIVE),
    state: { S: literal(wait.state) },
    enteredAt: string(`$fromMillis(${since})`),
    member: wait.member === undefined ? undefined : { S: literal(wait.member) },
    due: instant(since, wait.due),
    deadline: instant(since, wait.deadline),
    awaits: { S: JSON.stringify(wait.awaits.map(plainHandler)) },
    anticipates: { S: JSON.stringify(wait.anticipates) },
    policies: { S: wait.policies },
    version: { S: wait.version },
    standing: string(`${text(`${wait.choreography}#`)} & ${INPUT}.shard`),
    stateSince: string(`${text(`${wait.state}#`)} & $fromMillis(${since})`),
    timer: timer === undefined ? undefined : string(`${INPUT}.shard`),
    timerAt: instant(since, timer),
    ttl: number(`$floor(${ENTERED} / 1000) + ${RETENTION_SECONDS}`),
  };
  const present = Object.entries(item).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(present);
}

function keyOf({ state, member }: Wait): string {
  return member === undefined ? KEY.wait : `${KEY.wait}${state}/${member}`;
}

function string(expression: string): Template {
  return { S: jsonata(expression) };
}

/** DynamoDB takes numbers as text. */
function number(expression: string): Template {
  return { N: jsonata(`$string(${expression})`) };
}

function instant(since: string, delay: number | undefined): Template | undefined {
  return delay === undefined ? undefined : string(`$fromMillis(${since} + ${delay})`);
}

function earliest(...delays: readonly (number | undefined)[]): number | undefined {
  const known = delays.filter((delay) => delay !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The keys in one order, whoever built the handler: the same bytes every time. */
function plainHandler({ event, branches }: Handler): Handler {
  return {
    event,
    branches: branches.map(({ guard, target }) => ({
      ...(guard === undefined ? {} : { guard }),
      ...(target === undefined ? {} : { target }),
    })),
  };
}

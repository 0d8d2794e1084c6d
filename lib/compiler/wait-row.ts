import type { EventRoutes, PlacedClock, PlacedDue } from '../definition/route.ts';
import { Refusal } from '../definition/refusal.ts';
import { KEY, RETENTION_SECONDS, TABLE, type WaitRow } from '../definition/wire.ts';
import type { Template } from './asl.ts';
import { levelsOf, variableAt, type Flow, type Readers } from './flow.ts';
import { deadlineOf, dueOf, listedDues, timerOf, type Hands } from './instants.ts';
import { CORRELATION_ID, ENTERED, INPUT, jsonata, literal, ORDER, REDRIVE, text, TOKEN } from './jsonata.ts';
import { writtenRules } from './written-rules.ts';

/** From then on the sweep sees to a decision that nobody has made; epoch milliseconds. */
const DECIDED = `${ENTERED} + 60000`;

/** What differs between the waits of a machine. */
export type WaitSpec = {
  /** The author's state. */
  readonly state: string;
  /** The event's name, where this is the wait of an `all`'s member. */
  readonly member?: string;
  readonly hands: Hands;
  readonly awaits: readonly EventRoutes[];
  readonly anticipates: readonly string[];
  /** What the answer depends on beside `awaits`. */
  readonly rules?: object;
  readonly clocks: readonly PlacedClock[];
  readonly dues: readonly PlacedDue[];
  /** Of the place's own memory. */
  readonly remembers: readonly ('pending' | 'items')[];
  /** Its input is the result of a task. */
  readonly result: boolean;
  readonly decides: boolean;
};

/** The Arguments of the callback Task: puts the row unless the table has a newer wait of this region. */
export function putWait(flow: Flow, wait: WaitSpec): Template {
  const put: Template = {
    TableName: '${TableName}',
    Item: itemOf(flow, wait),
    ConditionExpression: 'attribute_not_exists(#instance) OR #order <= :order',
    ExpressionAttributeNames: { '#instance': TABLE.partitionKey, '#order': 'order' },
    ExpressionAttributeValues: { ':order': { S: jsonata(ORDER) } },
  };
  const bytes = new TextEncoder().encode(JSON.stringify(put)).length;
  if (bytes <= MOST_SAID) return put;
  throw new Refusal(
    `What "${wait.state}" of ${flow.making.choreography.id} awaits, with its guards and actions and those around it, comes to ${bytes} bytes; a wait may say ${MOST_SAID}. Shorten them, or take states apart that have much around them.`,
  );
}

/** In bytes. Step Functions takes 262,144 of what a Task says; the rest is for a context as large as it may be. */
const MOST_SAID = 120_000;

/** Every attribute of a `WaitRow` must be named here: as DynamoDB's attribute value, or absent. */
function itemOf(flow: Flow, wait: WaitSpec): Template {
  const { choreography, policies, version } = flow.making;
  const since = `$fromMillis(${wait.hands.since})`;
  const { hands, clocks, dues, decides } = wait;
  const listed = listedDues(wait.state, dues, hands);
  const timer = decides ? DECIDED : timerWith(wait);
  const memory = memoryOf(flow, wait.remembers);
  const item: { readonly [attribute in keyof Required<WaitRow>]: Template | undefined } = {
    instance: string(`${INPUT}.instance`),
    key: { S: keyOf(flow, wait) },
    choreography: { S: choreography.id },
    correlationId: string(CORRELATION_ID),
    token: string(TOKEN),
    order: string(ORDER),
    run: number(`${INPUT}.run`),
    redrive: number(REDRIVE),
    state: { S: literal(wait.state) },
    enteredAt: string(since),
    member: wait.member === undefined ? undefined : { S: literal(wait.member) },
    due: instant(dueOf(dues, hands)),
    dues: listed === undefined ? undefined : string(listed),
    deadline: instant(deadlineOf(clocks, hands)),
    awaits: { S: writtenRules(wait.awaits) },
    rules: wait.rules === undefined ? undefined : { S: writtenRules(wait.rules) },
    memory: memory === undefined ? undefined : { S: memory },
    result: wait.result ? string(resultIn(memory)) : undefined,
    anticipates: { S: JSON.stringify(wait.anticipates) },
    policies: { S: policies },
    version: { S: version },
    standing: string(`${text(`${choreography.id}#`)} & ${INPUT}.shard`),
    timer: timer === undefined ? undefined : string(`${INPUT}.shard`),
    timerAt: instant(timer),
    ttl: number(`$floor(${ENTERED} / 1000) + ${RETENTION_SECONDS}`),
  };
  const present = Object.entries(item).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return Object.fromEntries(present);
}

/** An `always` that holds is answered at once; where that was missed, the sweep sees to it. */
function timerWith({ rules, dues, clocks, hands }: WaitSpec): string | undefined {
  const timer = timerOf(dues, clocks, hands);
  if (rules === undefined || !('always' in rules)) return timer;
  return timer === undefined ? DECIDED : `$min([${DECIDED}, ${timer}])`;
}

/** DynamoDB's limit on a sort key, in bytes of UTF-8. */
const MAX_KEY_BYTES = 1024;

function keyOf(flow: Flow, { state, member }: WaitSpec): string {
  const { path } = flow.scope;
  const place = member === undefined ? path : `${path === '' ? '' : `${path}/`}${state}/${member}`;
  const key = KEY.wait + place;
  const bytes = new TextEncoder().encode(key).length;
  if (bytes <= MAX_KEY_BYTES) return key;
  throw new Refusal(
    `The names around ${place} in ${flow.making.choreography.id} come to ${bytes} bytes together; as a key of the table they have ${MAX_KEY_BYTES}. Shorten the names of its parallels and regions.`,
  );
}

/**
 * Characters of JSON text within JSON text. Each is up to four bytes, and the arguments of a Task may have 262,144; the
 * rest is for what the wait says besides.
 */
const MOST_CARRIED = 50_000;

/** Empty where there is no room for it, or where `$string` would round a number: then it is read in the history. */
function resultIn(memory: Template | undefined): string {
  const beside =
    typeof memory === 'string' && memory.startsWith('{%') ? `, ${memory.slice(2, -2).trim()}` : '';
  const fits = `$length($string([$result${beside}])) <= ${MOST_CARRIED}`;
  return `($result := $string({"result": $states.input}); ${fits} and $parse($result).result = $states.input ? $result : "")`;
}

/** JSONata, or plain text where nothing is remembered; undefined where the choreography needs none. */
function memoryOf(flow: Flow, remembers: WaitSpec['remembers']): string | undefined {
  const levels = levelsOf(flow);
  const { level } = flow.scope;
  const written = levels.map(({ reads }, index) => {
    const own = index < level ? [] : remembers.map((name) => `"${name}": ${ownValue(name, level)}`);
    const read = readIn(reads, levels[index - 1]?.reads);
    return `{${[...read, ...own].join(', ')}}`;
  });
  if (written.some((memory) => memory !== '{}')) return jsonata(`$string([${written.join(', ')}])`);
  return level === 0 ? undefined : `[${written.join(',')}]`;
}

/** The context of a region begins as a copy of the one around it: as long as it is one it is left out. */
function readIn(reads: Readers, around: Readers = {}): string[] {
  return Object.entries(reads).flatMap(([name, expression]) => {
    if (name !== 'context' || around.context === undefined) return [`"${name}": ${expression}`];
    const differs = `$string(${around.context}) != $string(${expression})`;
    return expression === around.context ? [] : [`"${name}": ${differs} ? ${expression}`];
  });
}

/** Null until somebody has gathered, or computed the items. */
function ownValue(name: 'pending' | 'items', level: number): string {
  const variable = `$${variableAt(name, level)}`;
  return `${variable} != null ? ${variable}`;
}

function string(expression: string): Template {
  return { S: jsonata(expression) };
}

/** DynamoDB takes numbers as text. */
function number(expression: string): Template {
  return { N: jsonata(`$string(${expression})`) };
}

function instant(millis: string | undefined): Template | undefined {
  return millis === undefined ? undefined : string(`$fromMillis(${millis})`);
}

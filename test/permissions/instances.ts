/** Instances of a choreography, made after the one that its first scenario opens. */
import { SendTaskSuccessCommand, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { detailAt } from '../../lib/cli/dated.ts';
import { readScenarios } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import { hashOf } from '../../lib/definition/hash.ts';
import { HOUR, isoOf, ttlFrom } from '../../lib/projection/instants.ts';
import { itemOf, parseRow } from '../../lib/projection/parse-row.ts';
import type { Mark, OpenInstance, SentEvent, WaitingRow } from '../../lib/projection/rows.ts';
import type { StillCloud } from './still-cloud.ts';

/** Milliseconds: on a machine that has much else to do. */
const LONGEST = 60_000;

const input = z.looseObject({
  correlationId: z.string(),
  instance: z.string(),
  to: z.string(),
  event: z.looseObject({ name: z.string(), identity: z.string(), time: z.string(), envelope: z.unknown() }),
});

/** Who is at work on an instance, and is about to go on with what it has begun. */
export const IDENTITY = 'the event at hand';

/** By choreography: how its instances are made. */
export async function instancesIn(still: StillCloud): Promise<ReadonlyMap<string, Instances>> {
  const scenarios = Map.groupBy(readScenarios(CHOREOGRAPHIES), ({ choreography }) => choreography);
  const made = [...scenarios].map(async ([choreography, [first]]) => {
    const [start] = first?.events ?? [];
    if (start === undefined) throw new Error(`${choreography}: its first scenario has no event.`);
    await still.publish({ ...start, detail: detailAt(start, still.cloud.now()) });
    const name = await eventually(`an execution of ${choreography}`, async () => {
      const [only] = await still.executionsOf(choreography);
      return only?.name;
    });
    const { input: text = '' } = await still.describe(choreography, name);
    return [choreography, instancesLike(text, choreography, still)] as const;
  });
  return new Map(await Promise.all(made));
}

export type Instances = ReturnType<typeof instancesLike>;

function instancesLike(text: string, choreography: string, still: StillCloud) {
  const { correlationId: its, instance: like, to, event, ...others } = input.parse(JSON.parse(text));
  const { states, table, machinePrefix, tableName, cloud } = still;
  const stateMachineArn = `${machinePrefix}${choreography}`;
  const nameOf = (correlationId: string) => like.slice(0, -its.length) + correlationId;
  const put = (Item: Readonly<Record<string, unknown>>) =>
    table.send(new PutCommand({ TableName: tableName, Item }));
  let count = 0;

  return {
    choreography,
    stateMachineArn,
    instance: nameOf,
    /** The event that opens them. */
    start: event.name,
    /** An id that none of them has. */
    newId: (): string => `trial-${(count += 1)}`,
    inputOf: (correlationId: string) => ({
      ...others,
      ...{ correlationId, instance: nameOf(correlationId), to },
      event: { ...event, identity: IDENTITY },
    }),
    /** Its execution, up to its first wait for an event. */
    async waiting(correlationId: string): Promise<WaitingRow> {
      await this.execute(correlationId);
      return eventually(`a wait of ${nameOf(correlationId)}`, async () => {
        const rows = (await still.rowsOf(choreography, correlationId)).flatMap((row) => parseRow(row) ?? []);
        const waits = rows.filter((row) => row.kind === 'wait');
        return waits.find(({ wait }) => wait.decide === undefined);
      });
    },
    async execute(name: string): Promise<string> {
      const command = { stateMachineArn, name, input: JSON.stringify(this.inputOf(name)) };
      const { executionArn = '' } = await states.send(new StartExecutionCommand(command));
      return executionArn;
    },
    async executeInPart(name: string): Promise<void> {
      const executionArn = await this.execute(name);
      await states.send(new StopExecutionCommand({ executionArn }));
    },
    /** Somebody else serves the wait. */
    taken: ({ token: taskToken }: WaitingRow) =>
      states.send(
        new SendTaskSuccessCommand({
          taskToken,
          output: '{"to":"nowhere","identity":"somebody","putBack":0}',
        }),
      ),
    /** Its row, open in run 1; with `due` the sweep finds it at once. */
    open(correlationId: string, { execution, due }: { execution: string; due: boolean }) {
      const now = cloud.now();
      const row: OpenInstance = {
        ...{ kind: 'instance', instance: nameOf(correlationId), choreography, correlationId },
        ...{ status: 'open', run: 1, redrive: 0, openedBy: IDENTITY, execution },
        ...{ overdue: [], labels: {}, openedAt: isoOf(now), ttl: ttlFrom(now) },
        ...(due && { timerAt: isoOf(now - HOUR) }),
      };
      return put(itemOf(row));
    },
    /** The row of an event that somebody has marked, who then died. */
    marked(correlationId: string, mark: Mark, { identity = IDENTITY, putBack = 0 } = {}) {
      const now = cloud.now();
      const row: SentEvent = {
        ...{ kind: 'event', instance: nameOf(correlationId), choreography, correlationId, ttl: ttlFrom(now) },
        ...{ status: 'sent', identity, putBack, mark, name: event.name, time: isoOf(now) },
        ...{ receivedAt: isoOf(now), hold: HOUR, payload: JSON.stringify(event.envelope) },
      };
      return put(itemOf(row));
    },
    startMark: (by: string, run: number): Mark => ({
      ...{ kind: 'start', by, since: isoOf(cloud.now()), run, to, after: { run: run - 1, redrive: 0 } },
    }),
    /** It goes nowhere that the machine knows: what becomes of the instance is of no interest. */
    deliverMark: (by: string, { token, key, state }: Pick<WaitingRow, 'token' | 'key' | 'state'>): Mark => ({
      ...{
        kind: 'deliver',
        by,
        since: isoOf(cloud.now()),
        run: 1,
        waitHash: hashOf(token),
        wait: key,
        state,
      },
      ...{ to: 'nowhere', labels: { tried: true }, labelOrder: 1, leaves: true },
    }),
    failMark: (by: string, { token, key, state }: Pick<WaitingRow, 'token' | 'key' | 'state'>): Mark => ({
      ...{ kind: 'fail', by, since: isoOf(cloud.now()), run: 1, waitHash: hashOf(token), wait: key, state },
      ...{ halt: false, awaited: [] },
    }),
  };
}

/** What it gives as soon as it gives anything. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  for (const until = Date.now() + LONGEST; ;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > until) throw new Error(`There is still not ${what}.`);
    await sleep(20);
  }
}

/** An instance lived again by `lib/semantics`: what it took, in the order in which it took it. */
import { SimulatedLife } from '../../../lib/cli/simulated-life.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import type { EventRow } from '../../../lib/projection/rows.ts';
import { UNBORN, type Arrival, type Happened, type Life } from '../../../lib/semantics/lived.ts';
import { planOf } from '../../../lib/semantics/plan-of.ts';
import type { Plan } from '../../../lib/semantics/plan.ts';
import type { Observed, Take } from './observed.ts';

/** Where it stood from `since` on; nothing is held in it, for what was held did nothing. */
export type Standing = { readonly since: number; readonly life: Life; readonly surprisedIn?: string };

export type Replay = {
  /** From before the first event on. */
  readonly standings: readonly Standing[];
  /** Takes that the semantics do not have. */
  readonly wrong: readonly string[];
  /** What the semantics do with an event at one of the standings, at that instant. */
  ask(row: EventRow, standing: Standing, at: number): Promise<Happened['kind'] | 'nothing'>;
  /** The last standing, with what only time has done since. */
  now(at: number): Promise<Life>;
};

const plans = new WeakMap<Choreography, Plan>();

const FOR_EVER = 400 * 86_400_000;

export async function replay(
  choreography: Choreography,
  correlationId: string,
  { events, takes }: Pick<Observed, 'events' | 'takes'>,
): Promise<Replay> {
  const plan = plans.get(choreography) ?? planOf(choreography);
  plans.set(choreography, plan);
  const lifeAfter = async (life: Life, arrival: Arrival, at: number) => {
    const lived = simulated(plan, correlationId, life);
    await lived.receive(arrival);
    await lived.pass(at);
    return lived;
  };
  const standings: Standing[] = [{ since: -Infinity, life: UNBORN }];
  const wrong: string[] = [];
  for (const take of takes) {
    const row = events.find(({ identity }) => identity === take.identity);
    const before = standings.at(-1)?.life ?? UNBORN;
    const arrival = arrivalOf(choreography, take, row);
    if (arrival === undefined) {
      wrong.push(`"${take.identity}" was ${take.how}, and the table knows nothing of it`);
      continue;
    }
    const lived = await lifeAfter(before, arrival, take.at);
    const entry = lived.entries.findLast(({ event }) => event?.identity === take.identity);
    const kind = entry?.what.kind ?? 'nothing';
    if (!isAs(take.how, kind))
      wrong.push(
        `"${arrival.name}" (${take.identity}) was ${take.how}${standsIn(before)}, where the semantics say "${kind}"`,
      );
    const surprisedIn = entry?.what.kind === 'unexpected' ? entry.what.state : undefined;
    standings.push({
      since: take.at,
      life: { ...lived.life, held: [] },
      ...(surprisedIn !== undefined && { surprisedIn }),
    });
  }
  return {
    standings,
    wrong,
    async ask(row, { life }, at) {
      const arrival = arrivalOf(choreography, { identity: row.identity, at }, row);
      if (arrival === undefined) return 'nothing';
      const unseen = {
        ...life,
        seen: new Set([...life.seen].filter((identity) => identity !== row.identity)),
      };
      const lived = await lifeAfter(unseen, arrival, at);
      return lived.entries.findLast(({ event }) => event?.identity === row.identity)?.what.kind ?? 'nothing';
    },
    async now(at) {
      const lived = simulated(plan, correlationId, standings.at(-1)?.life ?? UNBORN);
      await lived.pass(at);
      return lived.life;
    },
  };
}

function simulated(plan: Plan, correlationId: string, life: Life): SimulatedLife {
  return new SimulatedLife(plan, correlationId, {}, life);
}

/** It was taken then, so it had settled; and its hold was not over, but where its end is what failed the instance. */
function arrivalOf(
  { events }: Choreography,
  { identity, at, event, how }: Pick<Take, 'identity' | 'at' | 'event'> & Partial<Pick<Take, 'how'>>,
  row: EventRow | undefined,
): Arrival | undefined {
  const known = event ?? eventIn(row);
  const declared = events.find(({ name }) => name === known?.name);
  if (known === undefined || declared === undefined) return undefined;
  const { stale, unexpected } = declared;
  const { name, time, envelope: payload } = known;
  const held = (how === 'failed' && row !== undefined && heldBy(row, at)) || {
    receivedAt: at,
    hold: FOR_EVER,
  };
  return { ...{ name, identity, time, payload, stale, unexpected }, ...held, settle: 0 };
}

/** Undefined where its hold was not over yet. */
function heldBy(row: EventRow, at: number): Pick<Arrival, 'receivedAt' | 'hold'> | undefined {
  if (!('hold' in row)) return undefined;
  const receivedAt = Date.parse(row.receivedAt);
  const hold = Math.max(row.hold, row.settle ?? 0);
  return receivedAt + hold <= at ? { receivedAt, hold } : undefined;
}

/** A consumed row has dropped its payload: then a history has it. */
function eventIn(row: EventRow | undefined): Take['event'] {
  if (row === undefined || !('payload' in row)) return undefined;
  return { name: row.name, time: Date.parse(row.time), envelope: JSON.parse(row.payload) };
}

function isAs(how: Take['how'], kind: Happened['kind'] | 'nothing'): boolean {
  switch (how) {
    case 'opened':
      return kind === 'opened';
    case 'delivered':
      return kind === 'taken' || kind === 'gathered';
    case 'failed':
      return kind === 'unexpected';
  }
}

function standsIn({ configuration }: Life): string {
  if (configuration === undefined) return ' before there was an instance';
  return configuration.kind === 'ended' ? ` after its end in "${configuration.state}"` : '';
}

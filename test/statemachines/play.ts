import { evaluate } from '../../lib/expressions/evaluate.ts';
import { parseExpression } from '../../lib/expressions/parse.ts';
import type { FileEvent } from '../../lib/cli/event-file.ts';
import type { Branch, Choreography, EventDeclaration } from '../../lib/definition/model.ts';
import { matches } from '../../lib/patterns/matches.ts';
import { parsePattern } from '../../lib/patterns/parse.ts';
import type { Configuration } from '../../lib/semantics/configuration.ts';
import { start, step } from '../../lib/semantics/step.ts';

/** An event as it comes off the bus, with what the choreography says of it. */
type Arrived = {
  readonly declared: EventDeclaration;
  readonly identity: string;
  readonly time: number;
  readonly holds: (guard: string) => boolean;
};

export type Played = {
  readonly stands: { readonly status: 'running' | 'succeeded' | 'failed'; readonly state: string };
  /** `state: event → target` for all that moved the instance, `∅` where it was dropped. */
  readonly transitions: ReadonlySet<string>;
  readonly correlationIds: ReadonlySet<string>;
  /** How many events came before their turn, how many a second time, how many by surprise. */
  readonly early: number;
  readonly doubled: number;
  readonly unexpected: number;
};

/** Plays the events of one instance through `lib/semantics`, with early ones held: the oldest that is awaited goes first. */
export async function play(choreography: Choreography, events: readonly FileEvent[]): Promise<Played> {
  const transitions = new Set<string>();
  const correlationIds = new Set<string>();
  const seen = new Set<string>();
  let held: Arrived[] = [];
  let at: Configuration | undefined;
  // An instance that ends by an unexpected event is shown in the state it stood in.
  let surprised: string | undefined;
  let clock = Date.parse('2026-11-01T00:00:00Z');
  const count = { early: 0, doubled: 0, unexpected: 0 };

  for (const [index, event] of events.entries()) {
    const envelope = envelopeOf(event, index, clock);
    for (const declared of choreography.events.filter((candidate) => isOne(candidate, envelope))) {
      correlationIds.add(
        (await Promise.all(declared.correlation.map((part) => valueOf(part, envelope)))).join('|'),
      );
      if (declared.ignored) continue;
      const arrived = await arrive(choreography, declared, envelope);
      if (seen.has(arrived.identity)) count.doubled += 1;
      else {
        seen.add(arrived.identity);
        if (!take(arrived)) {
          count.early += 1;
          held.push(arrived);
        }
        drain();
      }
    }
    clock += event.wait * 1000;
  }
  return { stands: standing(at, surprised), transitions, correlationIds, ...count };

  function drain(): void {
    for (;;) {
      const next = [...held].sort((a, b) => a.time - b.time).find((candidate) => take(candidate));
      if (next === undefined) return;
      held = held.filter((other) => other !== next);
    }
  }

  /** Whether the event was taken where the instance stands; otherwise it is early. */
  function take({ declared: { name }, holds }: Arrived): boolean {
    if (at === undefined) {
      const started = start(choreography, name, holds, clock);
      if (started.kind !== 'opened') return false;
      at = started.configuration;
      transitions.add(`start: ${name} → ${at.state}`);
      return true;
    }
    const { configuration, happened } = step(choreography, at, { kind: 'event', name, at: clock, holds });
    const what = happened.at(-1);
    if (what === undefined || what.kind === 'early') return false;
    if (what.kind === 'unexpected') {
      count.unexpected += 1;
      surprised = what.state;
    }
    if (what.kind === 'taken') transitions.add(`${what.from}: ${name} → ${what.to}`);
    if (what.kind === 'gathered') transitions.add(`${what.state}: ${name}`);
    if (what.kind === 'gathered' && what.to !== undefined)
      transitions.add(`${what.state}: done → ${what.to}`);
    if (what.kind === 'dropped') transitions.add(`${what.state}: ${name} → ∅`);
    at = configuration;
    return true;
  }
}

/** Every transition that events cause; those of hard deadlines take days. */
export function transitionsOf(choreography: Choreography): string[] {
  const branches = (from: string, event: string, list: readonly Branch[]) =>
    list.map(({ target }) => `${from}: ${event} → ${target ?? '∅'}`);
  return [
    ...choreography.start.flatMap((handler) => branches('start', handler.event, handler.branches)),
    ...choreography.states.flatMap((state) => {
      if (state.kind === 'final') return [];
      const on = state.on.flatMap((handler) => branches(state.name, handler.event, handler.branches));
      if (state.kind === 'wait') return on;
      const members = state.members.map((member) => `${state.name}: ${member}`);
      return [...on, ...members, `${state.name}: done → ${state.onDone}`];
    }),
  ];
}

function envelopeOf(event: FileEvent, index: number, clock: number) {
  return {
    id: `envelope-${index}`,
    source: event.source,
    'detail-type': event.detailType,
    time: event.time ?? new Date(clock).toISOString(),
    detail: event.detail,
  };
}

function isOne({ pattern }: EventDeclaration, envelope: unknown): boolean {
  const parsed = parsePattern(JSON.stringify(pattern));
  return parsed.kind === 'pattern' && matches(parsed.pattern, envelope);
}

async function arrive(
  choreography: Choreography,
  declared: EventDeclaration,
  envelope: ReturnType<typeof envelopeOf>,
): Promise<Arrived> {
  const guards = [
    ...choreography.start,
    ...choreography.states.flatMap((state) => (state.kind === 'final' ? [] : state.on)),
  ]
    .flatMap(({ branches }) => branches)
    .flatMap(({ guard }) => (guard === undefined ? [] : [guard]));
  const values = new Map<string, unknown>();
  for (const guard of guards) values.set(guard, await valueOf(guard, envelope));
  return {
    declared,
    identity: textOf(await valueOf(declared.identity, envelope), envelope.id),
    time: Date.parse(textOf(await valueOf(declared.time, envelope), envelope.time)),
    holds: (guard) => values.get(guard) === true,
  };
}

async function valueOf(source: string, envelope: unknown): Promise<unknown> {
  const parsed = parseExpression(source);
  if (parsed.kind === 'invalid') throw new Error(`${source}: ${parsed.message}`);
  const evaluated = await evaluate(parsed.expression, envelope, { now: 0 });
  return evaluated.kind === 'value' ? evaluated.value : undefined;
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function standing(at: Configuration | undefined, surprised: string | undefined): Played['stands'] {
  if (at === undefined) throw new Error('No instance was opened');
  return { status: at.kind === 'open' ? 'running' : at.outcome, state: surprised ?? at.state };
}

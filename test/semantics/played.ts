/** An instance played through `semantics`, its expressions evaluated by jsonata. */
import type { Choreography, Json } from '../../lib/definition/model.ts';
import { askJsonata } from '../../lib/semantics/ask.ts';
import { awaitedNow } from '../../lib/semantics/awaited.ts';
import {
  activeStates,
  type Configuration,
  type Happening,
  type Input,
} from '../../lib/semantics/configuration.ts';
import { concludeAsync } from '../../lib/semantics/deciding.ts';
import { planOf } from '../../lib/semantics/plan-of.ts';
import { start, step } from '../../lib/semantics/step.ts';

export type Played = {
  readonly configuration: Configuration;
  /** What happened at each input, in short. */
  readonly said: readonly string[][];
  readonly states: readonly string[];
  readonly context: unknown;
  readonly awaited: readonly string[];
};

/** `[event, milliseconds, detail?]`; `[undefined, milliseconds]` is time alone. The first one opens it. */
export type Told = readonly [event: string | undefined, at: number, detail?: Json];

export async function play(choreography: Choreography, told: readonly Told[]): Promise<Played> {
  const plan = planOf(choreography);
  const ask = askJsonata('42');
  const said: string[][] = [];
  let configuration: Configuration | undefined;
  for (const [name, at, detail = {}] of told) {
    const payload = { detail };
    if (configuration === undefined) {
      const started = await concludeAsync(start(plan, { name: name ?? '', payload, time: at }, at), ask);
      if (started.kind !== 'opened') throw new Error(`Not opened: ${started.kind}`);
      ({ configuration } = started);
      said.push(started.happened.map(inShort));
      continue;
    }
    const input: Input =
      name === undefined ? { kind: 'time', at } : { kind: 'event', name, at, time: at, payload };
    const stepped = await concludeAsync(step(plan, configuration, input), ask);
    ({ configuration } = stepped);
    said.push(stepped.happened.map(inShort));
  }
  if (configuration === undefined) throw new Error('Nothing was told');
  return {
    configuration,
    said,
    states: activeStates(configuration),
    context: configuration.kind === 'open' ? configuration.flow.memory.context : undefined,
    awaited: awaitedNow(plan, configuration),
  };
}

export function inShort(happening: Happening): string {
  switch (happening.kind) {
    case 'taken':
    case 'decided':
      return `${happening.kind}: ${happening.from} → ${happening.to ?? '(stays)'}`;
    case 'deadline passed':
      return `deadline at ${happening.at}: ${happening.from} → ${happening.to ?? '(stays)'}`;
    case 'gathered':
      return `gathered: ${happening.state} → ${happening.to ?? '(stays)'}`;
    case 'overdue':
      return `overdue at ${happening.at}: ${happening.state}`;
    case 'unexpected':
      return `unexpected (${happening.policy}): ${happening.state}`;
    case 'early':
    case 'dropped':
    case 'repeated':
      return `${happening.kind}: ${happening.state}`;
    default:
      return happening.kind;
  }
}

/** A simulation as data. */
import type { Choreography } from '../definition/model.ts';
import { awaitedNow } from '../semantics/awaited.ts';
import { activeStates, type Configuration } from '../semantics/configuration.ts';
import { planOf } from '../semantics/plan-of.ts';
import { leavesOf } from './simulated-life.ts';
import type { SimulatedInstance, Simulation } from './simulation.ts';

export function asJson(choreography: Choreography, { entries, astray, instances }: Simulation): unknown {
  const instant = (at: number) => new Date(at).toISOString();
  return {
    happened: entries.map(({ at, event, what, then, items, correlationId }) => ({
      at: instant(at),
      correlationId,
      ...(event === undefined ? {} : { event: event.name, identity: event.identity }),
      ...what,
      ...('at' in what ? { at: instant(what.at) } : {}),
      ...(then.length === 0 ? {} : { then }),
      ...(items === undefined ? {} : { items }),
    })),
    astray: astray.map(({ at, event, why }) => ({
      at: instant(at),
      source: event.source,
      detailType: event.detailType,
      why,
    })),
    instances: instances.map((instance) => standingOf(choreography, instance)),
  };
}

function standingOf(choreography: Choreography, { correlationId, life }: SimulatedInstance): unknown {
  const { configuration, held, run } = life;
  const named = { correlationId, run, held: held.map(({ name }) => name) };
  if (configuration === undefined) return { ...named, status: 'not started' };
  if (configuration.kind === 'open') {
    const awaits = awaitedNow(planOf(choreography), configuration);
    return { ...named, status: 'running', ...whereIt(configuration), awaits };
  }
  const { state, outcome, error, cause } = configuration;
  return {
    ...named,
    status: outcome,
    state,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Its state, or with regions its states; and of one flow what it remembers, where it remembers anything. */
function whereIt(configuration: Extract<Configuration, { kind: 'open' }>): object {
  const [state, ...more] = activeStates(configuration);
  const [only, ...others] = leavesOf(configuration);
  const { context, items } =
    others.length === 0 && only !== undefined ? only.memory : configuration.flow.memory;
  return {
    ...(more.length === 0 ? { state } : { states: [state, ...more] }),
    ...(context === undefined ? {} : { context }),
    ...(items === undefined || items === null
      ? {}
      : { items: Object.fromEntries(Object.entries(items).map(([key, item]) => [key, item.state])) }),
  };
}

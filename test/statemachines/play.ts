import type { EventFile } from '../../lib/cli/event-file.ts';
import { simulate } from '../../lib/cli/simulation.ts';
import type { Branch, Choreography } from '../../lib/definition/model.ts';
import { activeStates } from '../../lib/semantics/configuration.ts';
import type { Happened, Life } from '../../lib/semantics/lived.ts';

export type Played = {
  /** Where the instance stands; one that ended by an unexpected event, where that came. */
  readonly stands: {
    readonly status: 'running' | 'succeeded' | 'failed' | 'not started';
    readonly state?: string;
  };
  /** Every branch that was taken, also by instances that the scenario is not about. */
  readonly taken: ReadonlySet<Branch>;
  readonly correlationIds: ReadonlySet<string>;
  /** How many events came before their turn, how many a second time, how many by surprise; how many visits were overdue. */
  readonly early: number;
  readonly doubled: number;
  readonly unexpected: number;
  readonly overdue: number;
  /** Events of none of the choreography's names, and events without an id. */
  readonly astray: readonly string[];
};

/** Plays a scenario's events in virtual time, and looks at the instance it is about. */
export async function play(
  choreography: Choreography,
  file: Pick<EventFile, 'events'> & Partial<EventFile>,
  correlationId: string,
): Promise<Played> {
  const { entries, instances, astray } = await simulate(choreography, { tasks: {}, ...file });
  const life = instances.find((instance) => instance.correlationId === correlationId)?.life;
  const own = entries.filter((entry) => entry.correlationId === correlationId);
  const count = (kind: Happened['kind']): number => own.filter(({ what }) => what.kind === kind).length;
  const happened = entries.flatMap(({ what, then }) => [what, ...then]);
  const gathered = entries.flatMap(({ event, what }) =>
    what.kind === 'gathered' && event !== undefined ? membersOf(choreography, what.state, event.name) : [],
  );
  return {
    stands: standing(life, own.findLast(({ what }) => what.kind === 'unexpected')?.what),
    taken: new Set([...happened.flatMap((what) => ('branches' in what ? what.branches : [])), ...gathered]),
    correlationIds: new Set(instances.map((instance) => instance.correlationId)),
    // What settles is held, whether it is early or not.
    early: own.filter(({ what, event }) => what.kind === 'held' && event?.settle === 0).length,
    doubled: count('doubled'),
    unexpected: count('unexpected'),
    overdue: count('overdue'),
    astray: astray.map(({ why }) => why),
  };
}

/** A member with nothing to choose from has one branch, and it is not told. */
function membersOf({ states }: Choreography, all: string, event: string): readonly Branch[] {
  const state = states.find(({ name }) => name === all);
  const branches =
    state?.kind === 'all' ? state.members.find((member) => member.event === event)?.branches : [];
  return branches?.length === 1 ? branches : [];
}

function standing(life: Life | undefined, surprise: Happened | undefined): Played['stands'] {
  const configuration = life?.configuration;
  if (configuration === undefined) return { status: 'not started' };
  if (configuration.kind === 'open')
    return { status: 'running', state: activeStates(configuration).join(', ') };
  const unexpected = configuration.error?.startsWith('UnexpectedEvent') === true;
  const state = unexpected && surprise?.kind === 'unexpected' ? surprise.state : configuration.state;
  return { status: configuration.outcome, state };
}

import type { Draft, DraftBranch, DraftState } from '../draft.ts';
import { every } from '../suggest.ts';
import type { Placed } from '../tree.ts';
import type { Finding } from '../problems.ts';
import { initialsOf, namesOf } from './flow.ts';
import { loopsIn } from './loops.ts';
import type { Rule } from './rule.ts';
import { outwards, quoted, statesByName, type States } from './walk.ts';

/**
 * An execution has 25,000 history events, 8 for each event delivered. A loop that a single event goes round, or that
 * deadlines alone go round, uses them up while nothing happens in the business. A loop that takes different events in
 * turn, such as on sale and off again, does not run by itself and is not warned of.
 */
export const loopsHaveADeadline: Rule = (draft) => {
  const world: World = { draft, states: statesByName(draft) };
  const waits = [...world.states.values()].filter(
    ({ state }) => state.kind === 'wait' || state.kind === 'all',
  );
  return [
    ...[...byEvent(draft, waits)].flatMap(([event, awaiting]) =>
      loopsIn(awaiting, (placed) => pausesAt(world, targetsBy(draft, placed, event)))
        .filter(
          (loop) => !loop.some((placed) => clocksOver(world, placed).some((to) => leaves(world, loop, to))),
        )
        .map((loop) =>
          warning(loop, `${quoted(event)} alone`, 'enters', 'goes', ', or drop the event there (`{}`)'),
        ),
    ),
    ...loopsIn(waits, (placed) => pausesAt(world, unguardedClocks(draft, placed)))
      .filter((loop) => !steadyClocks(draft, loop).some((to) => leaves(world, loop, to)))
      .map((loop) => warning(loop, 'Deadlines alone', 'enter', 'go', '')),
  ];
};

type World = { readonly draft: Draft; readonly states: States };
type Loop = readonly Placed[];

function warning(loop: Loop, driver: string, enters: string, goes: string, otherwise: string): Finding {
  const names = loop.map(({ state }) => quoted(state.name.text));
  const round =
    loop.length === 1 ? `${enters} ${every(names)} again and again` : `${goes} round ${every(names)}`;
  return {
    code: 'loop-without-deadline',
    severity: 'warning',
    message: `${driver} ${round}, and no deadline ends it; an execution ends after 25,000 history events, 8 for each event. Add an \`after\` that leads out${otherwise}.`,
    path: loop[0]?.state.name.path ?? [],
    at: 'key',
  };
}

/** Each event with the states in which something awaits it: no other one lies on a loop that it goes round. */
function byEvent(draft: Draft, waits: readonly Placed[]): ReadonlyMap<string, readonly Placed[]> {
  const found = new Map<string, Placed[]>();
  for (const placed of waits) {
    const handlers = [...standingOver(draft, placed).flatMap(({ on }) => on), ...placed.state.members];
    for (const name of new Set(handlers.map(({ event }) => event.text))) {
      const awaiting = found.get(name);
      if (awaiting === undefined) found.set(name, [placed]);
      else awaiting.push(placed);
    }
  }
  return found;
}

/** Inner before outer, and outer only where no inner branch is sure to hold. */
function targetsBy(draft: Draft, placed: Placed, event: string): readonly string[] {
  const { members, onDone } = placed.state;
  const targets: string[] = [];
  for (const { on } of [placed.state, ...outwards(placed), draft.top]) {
    const handler = on.find((candidate) => candidate.event.text === event);
    targets.push(...namesOf(handler?.branches ?? []));
    if (handler?.branches.some(({ guard }) => guard === undefined) === true) break;
    // An `on` for the member is tried first, whatever encloses it last.
    if (on !== placed.state.on || !members.some((member) => member.event.text === event)) continue;
    if (members.length === 1) targets.push(...namesOf(onDone));
    break;
  }
  return targets;
}

/** The waits at which an instance stands that is sent to one of these states. */
function pausesAt(world: World, names: readonly string[]): readonly Placed[] {
  const found = new Set<Placed>();
  const seen = new Set<string>();
  const open = [...names];
  for (let name = open.shift(); name !== undefined; name = open.shift()) {
    const placed = world.states.get(name);
    if (placed === undefined || seen.has(name)) continue;
    seen.add(name);
    const through = passes(placed);
    if (through === undefined) found.add(placed);
    else open.push(...through);
  }
  return [...found];
}

/** Where it leads at once; undefined where it pauses. */
function passes({ state, within }: Placed): readonly string[] | undefined {
  switch (state.kind) {
    case 'wait':
      return state.always.some(({ guard }) => guard === undefined) ? namesOf(state.always) : undefined;
    case 'all':
      return undefined;
    case 'task':
      return namesOf(state.task?.next ?? []);
    case 'final':
      return within.at(-1)?.state.kind === 'compound' ? namesOf(within.at(-1)?.state.onDone ?? []) : [];
    default:
      return initialsOf(state);
  }
}

/** The deadlines of a state and of all that encloses it. */
function clocksOver({ draft }: World, placed: Placed): readonly string[] {
  return standingOver(draft, placed).flatMap(({ after }) =>
    after.flatMap(({ branches }) => namesOf(branches)),
  );
}

/** A deadline with a guard is meant to go round until the guard fails. */
function unguardedClocks(draft: Draft, placed: Placed): readonly string[] {
  return standingOver(draft, placed).flatMap(({ after }) =>
    after.flatMap(({ branches }) => namesOf(branches.filter(isUnguarded))),
  );
}

function isUnguarded({ guard }: DraftBranch): boolean {
  return guard === undefined;
}

function standingOver(draft: Draft, placed: Placed): readonly (Draft['top'] | DraftState)[] {
  return [placed.state, ...outwards(placed), draft.top];
}

/** The deadlines of what encloses the whole loop: going round does not start them anew. */
function steadyClocks(draft: Draft, loop: Loop): readonly string[] {
  const [first, ...others] = loop;
  const around = first === undefined ? [] : outwards(first);
  const restarted = new Set(loop.flatMap((placed) => unguardedClocks(draft, placed)));
  const common = around.filter(
    (outer) => !restarted.has(outer.name.text) && others.every((placed) => outwards(placed).includes(outer)),
  );
  return [...common, draft.top].flatMap(({ after }) => after.flatMap(({ branches }) => namesOf(branches)));
}

/** Whether this target is, or leads to, something else than the loop. */
function leaves(world: World, loop: Loop, target: string): boolean {
  const pauses = pausesAt(world, [target]);
  return pauses.length === 0 || pauses.some((placed) => !loop.some(({ state }) => state === placed.state));
}

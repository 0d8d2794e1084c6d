import type { Draft, DraftState } from '../draft.ts';
import { every } from '../suggest.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/**
 * An execution has 25,000 history events, 8 for each event delivered. A loop that a single event goes round, or that
 * deadlines alone go round, uses them up while nothing happens in the business. A loop that takes different events in
 * turn, such as on sale and off again, does not run by itself and is not warned of.
 */
export const loopsHaveADeadline: Rule = (draft) => {
  const events = new Set(draft.states.flatMap(({ on }) => on.map(({ event }) => event.text)));
  return [
    ...[...events].flatMap((event) =>
      loops(draft, (state) => targetsBy(state, event), true, `${quoted(event)} alone`),
    ),
    ...loops(draft, deadlineTarget, false, 'Deadlines alone'),
  ];
};

function loops(
  draft: Draft,
  next: (state: DraftState) => readonly string[],
  deadlineEndsIt: boolean,
  driver: string,
): readonly Finding[] {
  const states = new Map(draft.states.map((state) => [state.name.text, state]));
  const told = new Set<string>();
  return draft.states.flatMap((state) => {
    const loop = loopThrough(state.name.text, (name) => {
      const at = states.get(name);
      return at === undefined ? [] : next(at);
    });
    if (loop === undefined || loop.some((name) => told.has(name))) return [];
    loop.forEach((name) => told.add(name));
    if (deadlineEndsIt && loop.some((name) => leavesByDeadline(states.get(name), loop))) return [];
    const round =
      loop.length === 1
        ? `enters ${quoted(state.name.text)} again and again`
        : `goes round ${every(loop.map(quoted))}`;
    const message = `${driver} ${driver.startsWith('D') ? round.replace('enters', 'enter').replace('goes', 'go') : round}, and no deadline ends it; an execution ends after 25,000 history events, 8 for each event. Add an \`after\` that leads out${deadlineEndsIt ? ', or drop the event there (`{}`)' : ''}.`;
    return [
      { code: 'loop-without-deadline', severity: 'warning', message, path: state.name.path, at: 'key' },
    ];
  });
}

/** The states of a way that leads from this one back to it; the shortest. */
function loopThrough(name: string, next: (name: string) => readonly string[]): readonly string[] | undefined {
  const ways: (readonly string[])[] = [[name]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way !== undefined; way = ways.shift()) {
    for (const target of next(way.at(-1) ?? name)) {
      if (target === name) return way;
      if (seen.has(target)) continue;
      seen.add(target);
      ways.push([...way, target]);
    }
  }
  return undefined;
}

function targetsBy(state: DraftState, event: string): readonly string[] {
  const handler = state.on.find((candidate) => candidate.event.text === event);
  const onDone = state.members.length === 1 && state.members[0]?.text === event ? state.onDone : undefined;
  return [...(handler?.branches.map(({ target }) => target) ?? []), onDone].flatMap((target) =>
    target === undefined ? [] : [target.text],
  );
}

function deadlineTarget({ after }: DraftState): readonly string[] {
  return after === undefined ? [] : [after.target.text];
}

function leavesByDeadline(state: DraftState | undefined, loop: readonly string[]): boolean {
  return state?.after !== undefined && !loop.includes(state.after.target.text);
}

import type { DraftState } from '../draft.ts';
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
  const states = new Map(draft.states.map((state) => [state.name.text, state]));
  const events = new Set(draft.states.flatMap(({ on }) => on.map(({ event }) => event.text)));
  const byEvent = [...events, ...draft.states.flatMap(({ members }) => members.map(({ text }) => text))];
  return [
    ...[...new Set(byEvent)].flatMap((event) =>
      loopsIn(states, (state) => targetsBy(state, event))
        .filter((loop) => !loop.some((state) => leavesByDeadline(state, loop)))
        .map((loop) =>
          warning(loop, `${quoted(event)} alone`, 'enters', 'goes', ', or drop the event there (`{}`)'),
        ),
    ),
    ...loopsIn(states, deadlineTarget).map((loop) => warning(loop, 'Deadlines alone', 'enter', 'go', '')),
  ];
};

function warning(
  loop: readonly DraftState[],
  driver: string,
  enters: string,
  goes: string,
  otherwise: string,
): Finding {
  const names = loop.map(({ name }) => quoted(name.text));
  const round =
    loop.length === 1 ? `${enters} ${every(names)} again and again` : `${goes} round ${every(names)}`;
  return {
    code: 'loop-without-deadline',
    severity: 'warning',
    message: `${driver} ${round}, and no deadline ends it; an execution ends after 25,000 history events, 8 for each event. Add an \`after\` that leads out${otherwise}.`,
    path: loop[0]?.name.path ?? [],
    at: 'key',
  };
}

type States = ReadonlyMap<string, DraftState>;

/** A loop for every way back to a state on the way, each from that state on. */
function loopsIn(
  states: States,
  next: (state: DraftState) => readonly string[],
): readonly (readonly DraftState[])[] {
  const loops: (readonly DraftState[])[] = [];
  const done = new Set<string>();
  for (const start of states.values()) {
    // The way so far, each state with where it still has to be followed to. No recursion: a way may be long.
    const way: { readonly state: DraftState; readonly open: string[] }[] = [];
    const enter = (name: string): void => {
      const state = states.get(name);
      if (state === undefined || done.has(name)) return;
      const at = way.findIndex((step) => step.state === state);
      if (at < 0) way.push({ state, open: [...next(state)] });
      else loops.push(way.slice(at).map((step) => step.state));
    };
    enter(start.name.text);
    for (let step = way.at(-1); step !== undefined; step = way.at(-1)) {
      const target = step.open.shift();
      if (target !== undefined) enter(target);
      else {
        done.add(step.state.name.text);
        way.pop();
      }
    }
  }
  return loops;
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

function leavesByDeadline({ after }: DraftState, loop: readonly DraftState[]): boolean {
  return after !== undefined && !loop.some(({ name }) => name.text === after.target.text);
}

/** Choreographies written shortly, about as their authors do, without the parser: what is drawn does not depend on it. */
import type {
  Action,
  Branch,
  Choreography,
  Clock,
  EventDeclaration,
  Handler,
  Moment,
  State,
  Target,
  WaitState,
} from '../../lib/definition/model.ts';

type To = Target | Branch | readonly (Target | Branch)[];
type On = { readonly [event: string]: To };
type After = { readonly [delay: string]: To } | readonly Clock[];
type Inner = { readonly initial: string; readonly states: States };
export type Written = {
  readonly on?: On;
  readonly after?: After;
  readonly due?: string | Moment;
  readonly always?: To;
  readonly onDone?: To;
  readonly entry?: readonly Action[];
  readonly all?: readonly string[];
  readonly initial?: string;
  readonly states?: States;
  readonly parallel?: { readonly [region: string]: Inner };
  readonly forEach?: Inner & { readonly items: string; readonly opens?: readonly string[] };
  readonly task?: string;
  readonly next?: To;
  readonly catch?: { readonly [error: string]: To };
  readonly final?: 'succeeded' | 'failed';
  readonly error?: string;
};
export type States = { readonly [name: string]: Written };

export function choreography(parts: Partial<Choreography> & { states: readonly State[] }): Choreography {
  return {
    id: 'test',
    title: 'Test',
    description: undefined,
    events: [],
    start: [],
    top: { on: [], after: [] },
    context: {},
    rerun: false,
    redact: [],
    labels: [],
    ...parts,
  };
}

export function written(parts: {
  readonly id?: string;
  readonly title?: string;
  readonly events?: readonly EventDeclaration[];
  readonly start?: On;
  readonly top?: Pick<Written, 'on' | 'after' | 'due'>;
  readonly states: States;
}): Choreography {
  const { start = {}, top = {}, states, ...rest } = parts;
  return choreography({
    ...rest,
    start: handlers(start),
    top: standing(top),
    states: statesOf(states),
  });
}

export const on = (event: string, ...branches: (Branch | string)[]): Handler => ({
  event,
  branches: branches.map((branch) => (typeof branch === 'string' ? { target: branch } : branch)),
});

export const publish = (detailType: string): Action => ({
  kind: 'publish',
  source: 'choreography.test',
  detailType,
  detail: '{"id": $id}',
});
export const notify = (message: string): Action => ({ kind: 'notify', message: { literal: message } });

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

export function duration(text: string): number {
  const [, count = '', unit] = /^(\d+)([smhd])$/u.exec(text) ?? [];
  return Number(count) * UNITS[unit as keyof typeof UNITS];
}

export function statesOf(states: States): State[] {
  return Object.entries(states).map(([name, state]) => stateOf(name, state));
}

export function waiting(name: string): WaitState {
  return { kind: 'wait', name, entry: [], on: [], after: [], always: [] };
}

export function stateOf(name: string, state: Written): State {
  const base = { name, entry: state.entry ?? [], ...standing(state) };
  const [always, onDone] = [branches(state.always), branches(state.onDone)];
  if (state.final !== undefined) {
    const { final: outcome, error } = state;
    return {
      kind: 'final',
      name,
      entry: base.entry,
      outcome,
      ...(error === undefined ? {} : { error: { literal: error } }),
    };
  }
  if (state.task !== undefined) {
    const failures = Object.entries(state.catch ?? {});
    return {
      kind: 'task',
      name,
      entry: base.entry,
      resource: state.task,
      arguments: {},
      retry: [],
      catch: failures.map(([error, to]) => ({ errors: [error], branches: branches(to) })),
      next: branches(state.next),
    };
  }
  if (state.all !== undefined) {
    return { kind: 'all', ...base, members: state.all.map((event) => on(event, {})), onDone };
  }
  if (state.parallel !== undefined) {
    const regions = Object.entries(state.parallel).map(([region, { initial, states }]) => ({
      name: region,
      initial,
      states: statesOf(states),
    }));
    return { kind: 'parallel', ...base, always, onDone, regions };
  }
  if (state.forEach !== undefined) {
    const { items, opens = [], initial, states } = state.forEach;
    const inner = statesOf(states).filter((each) => each.kind === 'wait' || each.kind === 'final');
    const how = { key: '$item.key', match: 'detail.key', opens, items, initial };
    return { kind: 'forEach', ...base, always, onDone, ...how, states: inner };
  }
  if (state.states !== undefined) {
    const { initial = '', states } = state;
    return { kind: 'compound', ...base, always, onDone, initial, states: statesOf(states) };
  }
  return { kind: 'wait', ...base, always };
}

function standing({ on: events = {}, after = {}, due }: Pick<Written, 'on' | 'after' | 'due'>) {
  const clocks = Array.isArray(after)
    ? (after as readonly Clock[])
    : Object.entries(after as { [delay: string]: To }).map(([delay, to]): Clock => ({
        moment: { kind: 'delay', delay: duration(delay) },
        branches: branches(to),
      }));
  const soft: Moment | undefined = typeof due === 'string' ? { kind: 'delay', delay: duration(due) } : due;
  return { on: handlers(events), after: clocks, ...(soft === undefined ? {} : { due: soft }) };
}

function handlers(events: On): Handler[] {
  return Object.entries(events).map(([event, to]) => ({ event, branches: branches(to) }));
}

function branches(to: To | undefined): Branch[] {
  if (to === undefined) return [];
  const list = Array.isArray(to) ? (to as readonly (Target | Branch)[]) : [to as Target | Branch];
  return list.map((each) => (typeof each === 'string' || 'history' in each ? { target: each } : each));
}

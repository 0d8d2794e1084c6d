/** What time alone does to an instance: deadlines and soft deadlines, in the order in which they fall due. */
import { duesOf, timeoutOf, waitsOf, type DueAt, type Waiting } from './awaited.ts';
import type { Configuration, Flow, Happening, Stepped } from './configuration.ts';
import type { Deciding } from './deciding.ts';
import { fire } from './fire.ts';
import type { Plan } from './plan.ts';
import { Walk } from './walk.ts';

/** The next instant at which time alone does something: a deadline, or a due that was not reported yet. */
export function nextInstant(plan: Plan, configuration: Configuration): number {
  const next = nextOver(plan, configuration);
  return next === undefined ? Infinity : next.at;
}

type Over =
  | { readonly at: number; readonly kind: 'deadline'; readonly waiting: Waiting }
  | { readonly at: number; readonly kind: 'due'; readonly due: DueAt; readonly waiting: Waiting };

/** The earliest. A due at the same instant as a deadline is not reported: the state is left. */
function nextOver(plan: Plan, configuration: Configuration): Over | undefined {
  let next: Over | undefined;
  const waits = waitsOf(plan, configuration);
  for (const waiting of waits) {
    const at = timeoutOf(waiting);
    if (at !== undefined && (next === undefined || at < next.at)) next = { kind: 'deadline', at, waiting };
  }
  const reported = configuration.kind === 'ended' ? [] : overdueIn(configuration.flow);
  for (const waiting of waits) {
    for (const due of duesOf(waiting)) {
      const { at, visit } = due;
      if (!reported.includes(visit) && (next === undefined || at < next.at))
        next = { kind: 'due', at, due, waiting };
    }
  }
  return next;
}

function overdueIn({ overdue, regions }: Flow): readonly string[] {
  return [...overdue, ...regions.flatMap(overdueIn)];
}

/** Lets the clocks run to `until`, through as many deadlines as are over by then. */
export function* passTime(plan: Plan, before: Configuration, until: number): Deciding<Stepped> {
  const happened: Happening[] = [];
  let configuration = before;
  for (
    let next = nextOver(plan, configuration);
    next !== undefined && next.at <= until;
    next = nextOver(plan, configuration)
  ) {
    const { waiting } = next;
    if (next.kind === 'due') {
      happened.push({ kind: 'overdue', at: next.due.at, state: next.due.state });
      if (configuration.kind === 'open')
        configuration = { kind: 'open', flow: reported(configuration.flow, next.due.visit) };
      continue;
    }
    const walk = new Walk(plan, configuration, next.at);
    const fired = yield* fire(waiting.clocks, waiting, next.at);
    const from = waiting.place.name;
    const to = yield* walk.answer(waiting.flow.path, fired.answer, from);
    yield* walk.settle();
    const passed: Happening = {
      kind: 'deadline passed',
      at: next.at,
      from,
      to,
      branches: walk.branches(fired.routes),
    };
    happened.push(passed, ...walk.happened);
    configuration = walk.configuration;
  }
  return { configuration, happened };
}

/** On the outermost flow: a visit is named once, however many regions lie under it. */
function reported(flow: Flow, visit: string): Flow {
  return { ...flow, overdue: [...flow.overdue, visit] };
}

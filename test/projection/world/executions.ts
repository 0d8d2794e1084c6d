/** Step Functions for one instance, as pure functions: what the compiled machine does with what it is sent. */
import type { Choreography } from '../../../lib/definition/model.ts';
import { DONE, NONE, STAY } from '../../../lib/definition/route.ts';
import type { Memory, PlacedClock, Route, Wait } from '../../../lib/definition/route.ts';
import type { TokenEnd } from '../../../lib/projection/calls.ts';
import type { Generation } from '../../../lib/projection/generation.ts';
import type { WaitingRow } from '../../../lib/projection/rows.ts';
import { conclude } from '../../../lib/semantics/deciding.ts';
import type { Place, Plan } from '../../../lib/semantics/plan.ts';
import { planOf } from '../../../lib/semantics/plan-of.ts';
import { awaitedIn, following, routesFrom } from '../../../lib/semantics/planning/reach.ts';
import { choose } from '../../../lib/semantics/take.ts';
import { answerOf } from './expressions.ts';
import { inside, isLeaf, joined, outwards, waysOf } from './flows.ts';
import type { Flow } from './flows.ts';
import { subjectOf } from './messages.ts';
import { changeRun, endLive, endToken, withFlow, withoutInner } from './runs.ts';
import type { Executions, Run, Token } from './runs.ts';

/** What the machine's rows say, and a test can leave out. */
export type MachineRules = {
  /** Anticipated: what any region may await later. Without: what this one may. */
  readonly anticipateAll: boolean;
  /** The redrive count is part of the generation. */
  readonly generations: boolean;
};
export const ALL_MACHINE_RULES: MachineRules = { anticipateAll: true, generations: true };
export type Sent = { readonly to: string; readonly memory?: Memory };

const EPOCH = Date.parse('2026-01-01T00:00:00.000Z');

export class Machine {
  readonly plan: Plan;
  readonly correlationId: string;
  readonly instance: string;
  private readonly index: number;
  private readonly rules: MachineRules;
  /** `index` keeps the tokens of several instances apart. */
  constructor(choreography: Choreography, correlationId: string, index = 0, rules = ALL_MACHINE_RULES) {
    this.plan = planOf(choreography);
    this.correlationId = correlationId;
    this.instance = `${choreography.id}#${correlationId}`;
    this.index = index;
    this.rules = rules;
  }

  start(all: Executions, { to, memory = {} }: Sent, by: string, input: string): Executions {
    const ways = this.plan.start.flatMap(({ routes }) => routes.flatMap((route) => route.ways));
    const state = ways.find(({ way }) => way === to)?.to ?? to;
    const run: Run = { status: 'running', redrive: 0, input, by, state, flows: {} };
    return this.enter({ ...all, runs: [...all.runs, run] }, '', state, memory);
  }

  /** A success of the token at `index`: its Choice, or the one way out, leads on. */
  succeed(all: Executions, index: number, { to, memory = {} }: Sent, end: TokenEnd): Executions {
    const ended = endToken(all, index, end);
    const token = all.tokens[index];
    const flow = token === undefined ? undefined : all.runs.at(-1)?.flows[token.path];
    if (token === undefined || flow === undefined) return ended;
    const { path, row } = token;
    if (to === NONE) return this.close(ended, { status: 'failed', error: 'NoTransitionHolds' });
    if (to === DONE) {
      const pending = flow.pending.filter((member) => member !== row.member);
      const left = withFlow(ended, path, { ...flow, pending });
      return pending.length > 0 ? left : this.follow(left, path, doneOf(this.placeAt(flow.place)), memory);
    }
    const way = waysOf(row.wait).find((candidate) => candidate.way === to);
    const isInner = row.wait.each?.states.some(({ name }) => name === way?.to) === true;
    if (to === STAY || isInner || way?.to === undefined) return this.enter(ended, path, flow.place, memory);
    return this.enter(ended, outwards(path, way.level ?? row.wait.level), way.to, memory);
  }

  close(all: Executions, change: Partial<Run>): Executions {
    return changeRun(endLive(all, ''), change);
  }

  /** The paths of what a deadline stands over. */
  deadlines(all: Executions): readonly string[] {
    const flows = all.runs.at(-1)?.flows ?? {};
    return Object.keys(flows).filter((path) => clocksOf(this.placeAt(flows[path]?.place ?? '')).length > 0);
  }

  /** One way without a guard is taken by the machine itself; everything else is decided. */
  deadline(all: Executions, path: string): Executions {
    const flow = all.runs.at(-1)?.flows[path];
    if (flow === undefined || flow.decides !== undefined) return all;
    const clocks = clocksOf(this.placeAt(flow.place));
    const [only] = clocks;
    const left = endLive(all, path);
    return only?.delay !== undefined && isPlain(only.routes)
      ? this.follow(left, path, only.routes, flow.memory)
      : this.decide(left, path, flow, { kind: 'clocks', clocks });
  }

  /** Goes on where it failed; a Fail state fails again. */
  redrive(all: Executions, clientToken?: string): Executions {
    const run = all.runs.at(-1);
    if (run === undefined) return all;
    const { redrive, redrivenBy = [], input, by, state, flows } = run;
    const again: Run = {
      ...{ status: 'running', redrive: redrive + 1, input, by, state, flows },
      ...(clientToken === undefined ? {} : { redrivenBy: [...redrivenBy, clientToken] }),
    };
    const running: Executions = { ...all, runs: [...all.runs.slice(0, -1), again] };
    const place = this.placeAt(state);
    if (place.kind === 'end') return changeRun(running, finished(place));
    return Object.entries(flows).reduce((before, [path, flow]) => {
      if (!isLeaf(flows, path) || flow.done) return before;
      if (flow.decides !== undefined) return this.put(before, path, flow.place, { wait: flow.decides });
      return this.enter(before, path, flow.place, flow.memory, flow.pending);
    }, running);
  }

  /** Too old to be redriven, its history too long, or its machine on its way out. */
  spend(all: Executions): Executions {
    return changeRun(all, { spent: true });
  }

  /** Its put failed, as far as the execution knows: the same task again, under a new token. */
  retry(all: Executions, index: number): Executions {
    const before = all.tokens[index];
    if (before === undefined) return all;
    const { path, row } = before;
    const number = all.tokens.length;
    const again = { ...row, token: this.tokenOf(row, number), order: orderOf(row, number) };
    const ended = endToken(all, index, { kind: 'otherwise' });
    const token: Token = { row: again, path, phase: 'putting', late: false, shown: false };
    return { ...ended, tokens: [...ended.tokens, token] };
  }

  /** What its own region may await later. */
  private anticipatedHere(name: string): readonly string[] {
    const { places } = this.plan;
    const next = routesFrom(this.placeAt(name)).flatMap(({ ways }) => ways.flatMap(({ to }) => to ?? []));
    return following(places, next).flatMap(awaitedIn);
  }

  private tokenOf({ run }: Generation, number: number): string {
    return subjectOf(`T${run}.${number}`, this.index);
  }

  private placeAt(name: string): Place {
    const place = this.plan.places.get(name);
    if (place === undefined) throw new Error(`no place ${name}`);
    return place;
  }

  private enter(
    all: Executions,
    path: string,
    name: string,
    memory: Memory,
    members?: readonly string[],
  ): Executions {
    const place = this.placeAt(name);
    const left = withoutInner(endLive(all, path), path);
    const flow: Flow = { place: name, memory, pending: [], done: false };
    switch (place.kind) {
      case 'end':
        return changeRun(endLive(left, ''), finished(place));
      case 'done':
        return this.final(withFlow(left, path, flow), path, flow, place.done);
      case 'parallel':
        return place.regions.reduce(
          (before, region) => {
            const start = conclude(choose([region.start], groundOf([inside(memory)], before)), answerOf);
            if (start.kind !== 'take') throw new Error('a region without a beginning');
            return this.enter(before, region.path, start.taken.to ?? '', start.taken.memory);
          },
          withFlow(left, path, flow),
        );
      case 'wait':
        return this.put(withFlow(left, path, flow), path, name, place);
      case 'task':
        throw new Error('no case has a task');
      case 'all': {
        const pending = members ?? place.members.map(({ event }) => event);
        const visit = left.tokens.length;
        return pending.reduce(
          (before, member) => {
            const of = place.members.find(({ event }) => event === member);
            return of === undefined ? before : this.put(before, path, name, of, { member, visit });
          },
          withFlow(left, path, { ...flow, pending }),
        );
      }
    }
  }

  private final(all: Executions, path: string, flow: Flow, done: readonly Route[]): Executions {
    if (done.length > 0) return this.follow(all, path, done, flow.memory);
    const over = withFlow(all, path, { ...flow, done: true });
    const around = outwards(path, path.split('/').length / 2 - 1);
    const flows = over.runs.at(-1)?.flows ?? {};
    const parallel = flows[around];
    const place = this.placeAt(parallel?.place ?? '');
    if (parallel === undefined || place.kind !== 'parallel') return over;
    const regions = place.regions.map((region) => flows[region.path]);
    return regions.every((region) => region?.done === true)
      ? this.follow(over, around, place.done, joined(parallel.memory, regions))
      : over;
  }

  /** From a place that is done with its own. */
  private follow(all: Executions, path: string, routes: readonly Route[], memory: Memory): Executions {
    const flow = all.runs.at(-1)?.flows[path];
    if (flow === undefined) return all;
    if (!isPlain(routes)) return this.decide(all, path, { ...flow, memory }, { kind: 'routes', routes });
    const memories = [...this.memoriesOver(all, path), memory];
    const choice = conclude(choose(routes, groundOf(memories, all)), answerOf);
    if (choice.kind !== 'take') throw new Error('a plain route that does not hold');
    return this.enter(
      all,
      outwards(path, choice.taken.level),
      choice.taken.to ?? flow.place,
      choice.taken.memory,
    );
  }

  /** Behind a place: a wait that somebody has to answer. */
  private decide(all: Executions, path: string, flow: Flow, decide: NonNullable<Wait['decide']>): Executions {
    const { level } = this.placeAt(flow.place);
    const wait: Wait = { place: flow.place, level, awaits: [], decide };
    return this.put(withFlow(all, path, { ...flow, decides: wait }), path, flow.place, { wait });
  }

  private memoriesOver(all: Executions, path: string): readonly Memory[] {
    const flows = all.runs.at(-1)?.flows ?? {};
    const levels = path === '' ? 0 : path.split('/').length / 2;
    return Array.from({ length: levels }, (_, level) => flows[outwards(path, level)]?.memory ?? {});
  }

  private put(
    all: Executions,
    path: string,
    state: string,
    { wait, anticipates = [] }: { readonly wait: Wait; readonly anticipates?: readonly string[] },
    of?: { readonly member: string; readonly visit: number },
  ): Executions {
    const run = all.runs.at(-1);
    const number = all.tokens.length;
    const redrive = run?.redrive ?? 0;
    const generation = { run: all.runs.length, redrive: this.rules.generations ? redrive : 0 };
    const memories = [...this.memoriesOver(all, path), run?.flows[path]?.memory ?? {}];
    const remembers = memories.some((memory) => Object.keys(memory).length > 0);
    const member = of === undefined ? '' : `${path === '' ? '' : '/'}${state}/${of.member}`;
    const row: WaitingRow = {
      kind: 'wait',
      instance: this.instance,
      choreography: this.plan.choreography.id,
      correlationId: this.correlationId,
      key: `WAIT#${path}${member}`,
      token: this.tokenOf(generation, number),
      order: orderOf({ ...generation, redrive }, number),
      ...generation,
      state,
      enteredAt: new Date(EPOCH + (of?.visit ?? number)).toISOString(),
      ...(of === undefined ? {} : { member: of.member }),
      dues: [],
      wait,
      ...(remembers && { memories }),
      anticipates: this.rules.anticipateAll ? anticipates : this.anticipatedHere(state),
      policies: Object.fromEntries(
        this.plan.choreography.events.map(({ name, unexpected }) => [name, unexpected]),
      ),
      version: 'v1',
      ttl: 0,
    };
    const token: Token = { row, path, phase: 'putting', late: false, shown: false };
    return { ...all, tokens: [...all.tokens, token] };
  }
}

function groundOf(memories: readonly Memory[], { tokens }: Executions) {
  const at = EPOCH + tokens.length;
  return { memories, variables: {}, now: at, at };
}

function isPlain(routes: readonly Route[]): boolean {
  const [only] = routes;
  return (
    routes.length === 1 && only?.guard === undefined && only?.assign === undefined && only?.ways.length === 1
  );
}

function clocksOf(place: Place): readonly PlacedClock[] {
  return place.kind === 'wait' || place.kind === 'all' ? place.clocks : [];
}

function doneOf(place: Place): readonly Route[] {
  return 'done' in place ? place.done : [];
}

/** A year for each put: each is later than those before it, and so long ago that nothing has to be waited for. */
function orderOf({ run, redrive }: Generation, number: number): string {
  return [run, redrive, 1971 + number, 0].map((part) => String(part).padStart(4, '0')).join('#');
}

function finished({ name, outcome }: Extract<Place, { kind: 'end' }>): Partial<Run> {
  return outcome === 'succeeded'
    ? { status: 'succeeded', state: name, output: JSON.stringify({ state: name }) }
    : { status: 'failed', state: name, error: name };
}

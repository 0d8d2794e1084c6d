/** Breadth first through every order in which things can happen; so the first trace to a violation is a shortest one. */
import { executionName } from '../../../lib/projection/execution.ts';
import { check, isCalm, isQuiet } from './ghosts.ts';
import { RUNS } from './performing.ts';
import { Explored } from './world.ts';
import type { Configuration } from './configuration.ts';
import type { World } from './state.ts';

for (const run of [1, 2, 3]) RUNS.set(executionName('1', run), run);

export type Result = {
  readonly states: number;
  readonly transitions: number;
  readonly complete: boolean;
  readonly violation: string | undefined;
  readonly trace: readonly string[];
};

/** Parts that stay the same object from state to state get one number, so that a state's key is short. */
class Numbers {
  private readonly byText = new Map<string, number>();
  private readonly byObject = new WeakMap<object, number>();
  of(part: object): number {
    const known = this.byObject.get(part);
    if (known !== undefined) return known;
    const text = JSON.stringify(part instanceof Map ? [...part].sort(byKey) : part);
    const number = this.byText.get(text) ?? this.byText.size;
    this.byText.set(text, number);
    this.byObject.set(part, number);
    return number;
  }
}

function byKey(a: readonly unknown[], b: readonly unknown[]): number {
  return String(a[0]) < String(b[0]) ? -1 : 1;
}

function keyOf(world: World, numbers: Numbers): string {
  const workers = world.workers.map((worker) => (worker === undefined ? -1 : numbers.of(worker)));
  const rows = [...world.rows].sort(byKey).map(([, row]) => numbers.of(row));
  const parts = [world.executions, world.queue, world.faults, world.ghost].map((part) => numbers.of(part));
  return `${workers.sort((a, b) => a - b).join()} ${rows.join()} ${parts.join()}`;
}

export function explore(configuration: Configuration, mostStates = 4_000_000): Result {
  const explored = new Explored(configuration);
  const numbers = new Numbers();
  const first = explored.first();
  const seen = new Map<string, number>([[keyOf(first, numbers), 0]]);
  const worlds: (World | undefined)[] = [first];
  const parents: number[] = [-1];
  const before: number[][] = [[]];
  const calm: number[] = [];
  let transitions = 0;
  let violation: { readonly kind: string; readonly at: number; readonly label?: string } | undefined;
  for (let at = 0; at < worlds.length && violation === undefined && worlds.length < mostStates; at++) {
    const world = worlds[at];
    if (world === undefined) continue;
    const wrong = check(explored, world);
    if (wrong !== undefined) violation = { kind: wrong, at };
    if (configuration.looks === true ? isQuiet(world) : isCalm(world)) calm.push(at);
    explored.successors(world, (next, label, kind) => {
      transitions++;
      if (kind !== undefined) violation ??= { kind, at, label: label() };
      const key = keyOf(next, numbers);
      const known = seen.get(key);
      const number = known ?? worlds.length;
      if (known === undefined) {
        seen.set(key, number);
        worlds.push(next);
        parents.push(at);
        before.push([]);
      }
      before[number]?.push(at);
    });
    // The trace is found again by its steps; the worlds themselves are not needed.
    worlds[at] = undefined;
  }
  const complete = violation === undefined && worlds.every((world) => world === undefined);
  if (complete) violation = livelock(before, calm);
  return {
    states: worlds.length,
    transitions,
    complete,
    violation: violation?.kind,
    trace: violation === undefined ? [] : traceTo(explored, numbers, parents, seen, violation),
  };
}

/** A state from which no calm one can be reached. */
function livelock(before: readonly (readonly number[])[], calm: readonly number[]) {
  const reaches = new Set(calm);
  const open = [...calm];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const previous of before[at] ?? []) {
      if (reaches.has(previous)) continue;
      reaches.add(previous);
      open.push(previous);
    }
  }
  const stuck = before.findIndex((_, at) => !reaches.has(at));
  return stuck < 0 ? undefined : { kind: 'LIVELOCK: no calm state can be reached', at: stuck };
}

function traceTo(
  explored: Explored,
  numbers: Numbers,
  parents: readonly number[],
  seen: ReadonlyMap<string, number>,
  { at, label }: { readonly at: number; readonly label?: string },
): readonly string[] {
  const path: number[] = [];
  for (let number = at; number > 0; number = parents[number] ?? 0) path.unshift(number);
  const lines: string[] = [];
  let world = explored.first();
  for (const number of path) {
    let found: World | undefined;
    explored.successors(world, (next, text) => {
      if (found !== undefined || seen.get(keyOf(next, numbers)) !== number) return;
      found = next;
      lines.push(text());
    });
    world = found ?? world;
  }
  return label === undefined ? lines : [...lines, label];
}

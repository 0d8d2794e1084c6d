/** Where a run stands: the instance itself (`''`) and each region it is in, by their paths. */
import type { Json } from '../../../lib/definition/model.ts';
import type { Memory, Wait, Way } from '../../../lib/definition/route.ts';

export type Flow = {
  readonly place: string;
  readonly memory: Memory;
  /** Of an `all`: the members that have not come. */
  readonly pending: readonly string[];
  /** Of a region: its end is reached. */
  readonly done: boolean;
  /** The decision wait behind its place. */
  readonly decides?: Wait;
};
export type Flows = Readonly<Record<string, Flow>>;

/** The path of the scope of that level around, or at, a scope: two names a level. */
export function outwards(path: string, level: number): string {
  return path
    .split('/')
    .slice(0, level * 2)
    .join('/');
}

export function isWithin(path: string, outer: string): boolean {
  return outer === '' || path === outer || path.startsWith(`${outer}/`);
}

export function isLeaf(flows: Flows, path: string): boolean {
  return Object.keys(flows).every((other) => other === path || !isWithin(other, path));
}

/** What a region begins with. */
export function inside({ context, clocks, history }: Memory): Memory {
  return {
    ...(context === undefined ? {} : { context }),
    ...(clocks === undefined ? {} : { clocks }),
    ...(history === undefined ? {} : { history: {} }),
  };
}

/** What the regions have changed, in their order. */
export function joined(memory: Memory, regions: readonly (Flow | undefined)[]): Memory {
  const { context } = memory;
  if (context === undefined) return memory;
  const changes = regions.flatMap((region) =>
    Object.entries(region?.memory.context ?? {}).filter(([name, value]) => !isSame(value, context[name])),
  );
  return { ...memory, context: { ...context, ...Object.fromEntries(changes) } };
}

function isSame(a: Json, b: Json | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function waysOf({ awaits, always = [], gather, each, decide }: Wait): readonly Way[] {
  const handlers = [
    ...awaits,
    ...(gather?.members ?? []),
    ...(each?.states ?? []).flatMap((state) => [...state.awaits, ...state.after]),
  ];
  const decided = decide?.kind === 'clocks' ? decide.clocks.flatMap(({ routes }) => routes) : decide?.routes;
  return [...handlers.flatMap(({ routes }) => routes), ...always, ...(decided ?? [])].flatMap(
    ({ ways }) => ways,
  );
}

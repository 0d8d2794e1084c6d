/** The flows of an instance as a tree: found, replaced, begun and joined. */
import type { Json } from '../definition/model.ts';
import type { Memory } from '../definition/route.ts';
import type { Flow } from './configuration.ts';

/** A flow that has entered nothing yet. */
export function standingNowhere(at: number): Flow {
  return {
    path: '',
    place: '',
    memory: {},
    enteredAt: at,
    since: at,
    pending: [],
    regions: [],
    done: false,
    overdue: [],
  };
}

/** The path of the scope of that level around, or at, a scope: two names a level. */
export function outwards(path: string, level: number): string {
  if (level === 0 || path === '') return '';
  return path
    .split('/')
    .slice(0, level * 2)
    .join('/');
}

export function flowIn(flow: Flow, path: string): Flow | undefined {
  if (flow.path === path) return flow;
  for (const region of flow.regions) {
    const found = flowIn(region, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function memoriesAround(flow: Flow, path: string): Memory[] {
  if (flow.path === path) return [];
  const inner = flow.regions.find((region) => path === region.path || path.startsWith(`${region.path}/`));
  return inner === undefined ? [] : [flow.memory, ...memoriesAround(inner, path)];
}

export function replaced(flow: Flow, by: Flow): Flow {
  if (flow.path === by.path) return by;
  return { ...flow, regions: flow.regions.map((region) => replaced(region, by)) };
}

/** What a region begins with. */
export function inside({ context, clocks, history }: Memory): Memory {
  return {
    ...(context === undefined ? {} : { context }),
    ...(clocks === undefined ? {} : { clocks }),
    ...(history === undefined ? {} : { history: {} }),
  };
}

/** What the regions have changed, in their order; what they have not changed stays as it was. */
export function joined({ memory, regions }: Flow): Memory {
  if (memory.context === undefined) return memory;
  const context = new Map<string, Json>(Object.entries(memory.context));
  for (const region of regions) {
    const own = region.memory.context ?? {};
    for (const [name, value] of Object.entries(own)) {
      if (JSON.stringify(value) !== JSON.stringify(memory.context[name])) context.set(name, value);
    }
    for (const name of Object.keys(memory.context)) if (!Object.hasOwn(own, name)) context.delete(name);
  }
  return { ...memory, context: Object.fromEntries(context) };
}

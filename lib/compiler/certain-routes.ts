/** Routes that the machine itself can choose among: nothing in them can fail, so a Choice does what a decision would. */
import type { Assignment } from '../definition/model.ts';
import type { Route, Way } from '../definition/route.ts';
import { certainGuard, certainValue } from '../expressions/certain.ts';
import { isComputable } from './actions.ts';
import type { Flow, Readers } from './flow.ts';
import { text } from './jsonata.ts';
import { rewritten } from './rewrite.ts';

export type CertainRoute = {
  /** JSONata that never fails; undefined where the route always holds. */
  readonly condition: string | undefined;
  readonly assign: readonly Assignment[];
  readonly way: Way;
};

/** Up to the first that always holds. Undefined where one needs a decision, or none always holds. */
export function certainRoutes(flow: Flow, routes: readonly Route[]): readonly CertainRoute[] | undefined {
  const certain: CertainRoute[] = [];
  for (const route of routes) {
    const found = certainRoute(flow, route);
    if (found === undefined) return undefined;
    certain.push(found);
    if (found.condition === undefined) return certain;
  }
  return undefined;
}

function certainRoute(flow: Flow, { guard, assign = [], ways, history }: Route): CertainRoute | undefined {
  const [way] = ways;
  if (way === undefined || ways.length > 1 || history !== undefined) return undefined;
  const leaving = flow.exits.has(way.level ?? flow.scope.level);
  if (leaving && assign.length > 0) return undefined;
  if (!hasFixedClocks(way) || !(way.actions ?? []).every((action) => isComputable(action, leaving)))
    return undefined;
  const holds = guard === undefined ? undefined : certainGuard(guard);
  const values = assign.map(({ expression }) => certainValue(expression));
  if ((guard !== undefined && holds === undefined) || values.includes(undefined)) return undefined;
  const needs = [holds, ...values.flatMap((value) => value?.needs ?? [])].filter(
    (need) => need !== undefined,
  );
  const condition =
    needs.length === 0 ? undefined : needs.map((need) => rewritten(need, flow.reads)).join(' and ');
  return { condition, assign, way };
}

export function hasFixedClocks({ start = [] }: Way): boolean {
  return start.every(({ moment }) => moment.kind !== 'at' && moment.kind !== 'computed delay');
}

/** The context with what is assigned; all of it reads the old one. */
export function contextWith(assign: readonly Assignment[], reads: Readers): string {
  const fields = assign.map(({ name, expression }) => `${text(name)}: (${rewritten(expression, reads)})`);
  return `$merge([${reads.context ?? '{}'}, {${fields.join(', ')}}])`;
}

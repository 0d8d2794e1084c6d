/** What follows where nobody delivers: a deadline, `done`, a task's result. */
import type { Route } from '../definition/route.ts';
import type { ChoiceRule, Template } from './asl.ts';
import { certainRoutes, type CertainRoute } from './certain-routes.ts';
import { staticEdge, staticWay, type Edge, type Leaving } from './edges.ts';
import { add, type Flow } from './flow.ts';
import { jsonata } from './jsonata.ts';

export type Undelivered = Omit<Leaving, 'assigning'> & {
  /** Puts the decision wait, and names it. */
  readonly decision: () => string;
  /** The decision's input. */
  readonly input?: Template;
  /** What the Choice is called that stands instead of the decision, where nothing has to be computed outside. */
  readonly choice?: { readonly name: string; readonly named?: boolean };
};

/** Where nobody delivers: the only way there is, a Choice among what the machine can tell, or a decision. */
export function undelivered(flow: Flow, routes: readonly Route[], leaving: Undelivered): Edge {
  const way = staticWay(flow, routes);
  if (way !== undefined) return staticEdge(flow, way, leaving);
  const certain = leaving.choice === undefined ? undefined : certainRoutes(flow, routes);
  const next =
    certain === undefined || leaving.choice === undefined
      ? leaving.decision()
      : choiceAmong(flow, certain, leaving, leaving.choice);
  return { next, assign: {}, output: leaving.input ?? {} };
}

/** The last of the routes always holds. */
function choiceAmong(
  flow: Flow,
  routes: readonly CertainRoute[],
  { place, fired }: Undelivered,
  { name: wanted, named = false }: NonNullable<Undelivered['choice']>,
): string {
  const key = `choice ${wanted}`;
  const known = flow.helpers.get(key);
  if (known !== undefined) return known;
  const name = named ? wanted : flow.making.names.claim(wanted);
  flow.helpers.set(key, name);
  add(flow, name, { Type: 'Succeed' });
  const edges = routes.map(({ condition, assign, way }) => ({
    condition,
    edge: staticEdge(flow, way, { place, assigning: assign, ...(fired === undefined ? {} : { fired }) }),
  }));
  const rules = edges.flatMap(({ condition, edge }): ChoiceRule[] =>
    condition === undefined ? [] : [{ Condition: jsonata(condition), ...onEdge(edge) }],
  );
  const last = edges.at(-1)?.edge;
  if (last === undefined) throw new Error(`Nothing follows "${place}"`);
  if (rules.length === 0) {
    add(flow, name, { Type: 'Pass', ...onEdge(last) });
    return name;
  }
  const { Next: otherwise, ...onDefault } = onEdge(last);
  add(flow, name, { Type: 'Choice', Choices: rules, ...onDefault, Default: otherwise });
  return name;
}

function onEdge({ next, assign, output }: Edge) {
  return {
    ...(Object.keys(assign).length === 0 ? {} : { Assign: assign }),
    ...(output === undefined ? {} : { Output: output }),
    Next: next,
  };
}

import type { Route } from '../definition/route.ts';
import type { TaskPlace } from '../semantics/plan.ts';
import type { Catcher } from './asl.ts';
import { assigned } from './callback-task.ts';
import { decisionWait } from './decision.ts';
import type { Edge } from './edges.ts';
import { resourceOf } from './failed-action.ts';
import { add, type Flow } from './flow.ts';
import { ENTERED, jsonata } from './jsonata.ts';
import { reserve } from './outcome.ts';
import { rewrittenTemplate } from './rewrite.ts';
import { undelivered } from './undelivered.ts';

/** The author's Task. Guards and assigns see its result, or its error, so a decision wait follows where there are any. */
export function compileTask(flow: Flow, place: TaskPlace): void {
  const { name, resource, retry } = place;
  reserve(flow, name);
  const next = edgeOf(flow, name, `${name}: result`, place.next, '$states.result');
  const catches = place.catches.map(({ errors, routes }): Catcher => {
    const failure = '{"Error": $states.errorOutput.Error, "Cause": $states.errorOutput.Cause}';
    const edge = edgeOf(flow, name, `${name}: ${errors.join(', ')}`, routes, failure);
    return { ErrorEquals: errors, ...assigned(edge.assign), Output: edge.output ?? {}, Next: edge.next };
  });
  add(flow, name, {
    Type: 'Task',
    Resource: resourceOf(resource),
    Arguments: rewrittenTemplate(place.arguments, flow.reads),
    ...assigned(next.assign),
    Output: next.output ?? {},
    ...(retry.length === 0 ? {} : { Retry: retry.map((each) => rewrittenTemplate(each, {})) }),
    ...(catches.length === 0 ? {} : { Catch: catches }),
    Next: next.next,
  });
}

function edgeOf(flow: Flow, name: string, wanted: string, routes: readonly Route[], result: string): Edge {
  const decision = () =>
    decisionWait(flow, {
      name: wanted,
      place: { name },
      decide: { kind: 'routes', routes },
      hands: { since: ENTERED, clocks: flow.reads.clocks, items: undefined },
      result: true,
    });
  // As it is: a field around it could be more than a state may have as its output.
  return undelivered(flow, routes, { place: name, decision, input: jsonata(result) });
}

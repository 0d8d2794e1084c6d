/** The places of a choreography, one by one. */
import type { State } from '../../definition/model.ts';
import type { DonePlace, EndPlace, ParallelPlace, Place, TaskPlace } from '../plan.ts';
import { placeOfAll } from './all-places.ts';
import { handlersOver } from './around.ts';
import { forEachPlace } from './each-place.ts';
import { enteringRegion, plainRoutes, WayNames, type Planning } from './routes.ts';
import type { Node } from './tree.ts';
import { placed, waitPlace } from './wait-places.ts';

export function placeOf(planning: Planning, node: Node, state: State): Place | undefined {
  switch (state.kind) {
    case 'compound':
      return undefined;
    case 'wait':
      return waitPlace(planning, node, { handlers: handlersOver(planning, node) });
    case 'all':
      return placeOfAll(planning, node, state);
    case 'forEach':
      return forEachPlace(planning, node, state);
    case 'parallel':
      return parallelPlace(planning, node, state.onDone);
    case 'task':
      return taskPlace(planning, node, state);
    case 'final':
      return finalPlace(planning, node, state);
  }
}

function parallelPlace(
  planning: Planning,
  node: Node,
  onDone: Parameters<typeof plainRoutes>[2],
): ParallelPlace {
  return {
    kind: 'parallel',
    ...placed(node),
    regions: node.children.map((region) => ({
      name: region.name,
      path: region.scope,
      start: { ways: [enteringRegion(planning, region)] },
    })),
    done: plainRoutes(planning, node, onDone, new WayNames()),
  };
}

function taskPlace(planning: Planning, node: Node, state: Extract<State, { kind: 'task' }>): TaskPlace {
  const names = new WayNames();
  return {
    kind: 'task',
    ...placed(node),
    resource: state.resource,
    arguments: state.arguments,
    retry: state.retry,
    catches: state.catch.map(({ errors, branches }) => ({
      errors,
      routes: plainRoutes(planning, node, branches, new WayNames()),
    })),
    next: plainRoutes(planning, node, state.next, names),
  };
}

function finalPlace(
  planning: Planning,
  node: Node,
  { outcome, error, cause }: Extract<State, { kind: 'final' }>,
): DonePlace | EndPlace {
  const { parent } = node;
  if (parent?.parent === undefined) {
    return {
      kind: 'end',
      ...placed(node),
      outcome,
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    };
  }
  const onDone = parent.state?.kind === 'compound' ? parent.state.onDone : [];
  return { kind: 'done', ...placed(node), done: plainRoutes(planning, node, onDone, new WayNames()) };
}

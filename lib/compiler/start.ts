import type { Assign } from './asl.ts';
import { assigned } from './callback-task.ts';
import { leadsTo } from './choice.ts';
import { deliveredEdge, entered } from './edges.ts';
import { add, unexpectedIn, type DeliveredWay, type Flow } from './flow.ts';
import { INPUT, jsonata } from './jsonata.ts';
import { reserve } from './outcome.ts';
import { actsOn, waysOfStart } from './ways.ts';

/** The name of the first state. Where all start events lead to one and nothing is remembered, that is the author's. */
export function compileStart(flow: Flow): string {
  const ways = waysOfStart(
    flow,
    flow.making.plan.start.flatMap(({ routes }) => routes),
  );
  const [only] = ways;
  if (only === undefined) throw new Error(`Nothing starts the choreography ${flow.making.choreography.id}`);
  const assign = { ...initial(flow), ...entered(flow, only.way) };
  const isPlain = Object.keys(assign).length === 0 && !actsOn(only.way);
  if (ways.length === 1 && isPlain) return only.way.to ?? only.way.way;
  const start = flow.making.names.claim('Start');
  reserve(flow, start);
  const edges = ways.map((delivered) => ({ delivered, edge: edgeOf(flow, delivered) }));
  const [first] = edges;
  if (ways.length === 1 && first !== undefined) {
    if (Object.keys(assign).length === 0) {
      flow.states.delete(start);
      return first.edge.next;
    }
    add(flow, start, { Type: 'Pass', Assign: assign, Next: first.edge.next });
    return start;
  }
  add(flow, start, {
    Type: 'Choice',
    Choices: edges.map(({ delivered: { way }, edge }) => ({
      Condition: leadsTo(`${INPUT}.to`, way.way),
      ...assigned({ ...initial(flow), ...entered(flow, way) }),
      Next: edge.next,
    })),
    Default: unexpectedIn(flow),
  });
  return start;
}

/** Actions find their values where the execution's input has them. */
function edgeOf(flow: Flow, { way }: DeliveredWay) {
  return deliveredEdge(flow, { name: 'Start' }, { way, changes: {} }, 'start');
}

/** What the execution's input says is remembered. */
function initial({ owns, reads }: Flow): Assign {
  const clocks = `${INPUT}.memory.clocks`;
  return {
    ...(owns.has('context') && reads.context !== undefined
      ? { context: jsonata(`${INPUT}.memory.context`) }
      : {}),
    ...(owns.has('clocks') ? { clocks: jsonata(`$exists(${clocks}) ? ${clocks} : {}`) } : {}),
    ...(owns.has('history') ? { history: {} } : {}),
  };
}

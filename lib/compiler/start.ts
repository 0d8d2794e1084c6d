import type { Assign } from './asl.ts';
import { beginningWith, type Beginning } from './beginning.ts';
import { assigned } from './callback-task.ts';
import { leadsTo } from './choice.ts';
import { deliveredEdge, entered } from './edges.ts';
import { add, unexpectedIn, type DeliveredWay, type Flow, type Readers } from './flow.ts';
import { INPUT, jsonata } from './jsonata.ts';
import { reserve } from './outcome.ts';
import { actsOn, waysOfStart } from './ways.ts';

/** `at`: the name of the first state. Where all start events lead to one, that is the author's if it can be. */
export function compileStart(flow: Flow): { readonly at: string; readonly beginning?: Beginning } {
  const ways = waysOfStart(
    flow,
    flow.making.plan.start.flatMap(({ routes }) => routes),
  );
  const [only] = ways;
  if (only === undefined) throw new Error(`Nothing starts the choreography ${flow.making.choreography.id}`);
  const assign = { ...initial(flow), ...entered(flow, only.way) };
  const isPlain = Object.keys(assign).length === 0 && !actsOn(only.way);
  if (ways.length === 1 && isPlain) return { at: only.way.to ?? only.way.way };
  const beginning =
    ways.length === 1 ? beginningWith(flow, only.way, 'instance', firstValues(flow)) : undefined;
  if (beginning !== undefined) return { at: beginning.place, beginning };
  const start = flow.making.names.claim('Start');
  reserve(flow, start);
  const edges = ways.map((delivered) => ({ delivered, edge: edgeOf(flow, delivered) }));
  const [first] = edges;
  if (ways.length === 1 && first !== undefined) {
    if (Object.keys(assign).length === 0) {
      flow.states.delete(start);
      return { at: first.edge.next };
    }
    add(flow, start, { Type: 'Pass', Assign: assign, Next: first.edge.next });
    return { at: start };
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
  return { at: start };
}

/** Actions find their values where the execution's input has them. */
function edgeOf(flow: Flow, { way }: DeliveredWay) {
  return deliveredEdge(flow, { name: 'Start' }, { way, changes: {} }, 'start');
}

/** What the execution's input says is remembered. */
function initial(flow: Flow): Assign {
  return Object.fromEntries(Object.entries(firstValues(flow)).map(([name, value]) => [name, jsonata(value)]));
}

function firstValues({ owns, reads }: Flow): Readers {
  const clocks = `${INPUT}.memory.clocks`;
  return {
    ...(owns.has('context') && reads.context !== undefined ? { context: `${INPUT}.memory.context` } : {}),
    ...(owns.has('clocks') ? { clocks: `($exists(${clocks}) ? ${clocks} : {})` } : {}),
    ...(owns.has('history') ? { history: '{}' } : {}),
  };
}

/** How a Task that is answered goes on: directly where there is one way, otherwise by a Choice. */
import type { Assign, ChoiceRule, Onward, Template } from './asl.ts';
import { assigned } from './callback-task.ts';
import { leadsTo } from './choice.ts';
import { NONE } from '../definition/route.ts';
import { carriedBy, deliveredEdge, type Answered } from './edges.ts';
import { add, noneHoldsIn, unexpectedIn, type DeliveredWay, type Flow } from './flow.ts';
import { jsonata } from './jsonata.ts';
import { actsOn, isDone } from './ways.ts';

export type Asked = {
  readonly ways: readonly DeliveredWay[];
  readonly place: Answered;
  /** The name that the Choice shall have. */
  readonly choice: string;
  readonly comment?: string;
  /** What to say where none of a decision's routes holds; undefined where one always does. */
  readonly none?: string;
};

export type Outcome = { readonly assign: Assign; readonly output: Template; readonly onward: Onward };

/** Undefined as the place of a state that is still to be made keeps the states in the order of the author. */
export function reserve(flow: Flow, name: string): void {
  add(flow, name, { Type: 'Succeed' });
}

export function outcomeOf(flow: Flow, asked: Asked): Outcome {
  const { ways, place, none } = asked;
  const [only] = ways;
  // A wait that only its deadline leaves drops what it awaits; nobody delivers to it.
  if (only === undefined)
    return {
      assign: {},
      output: {},
      onward: { Next: none === undefined ? unexpectedIn(flow) : noneHoldsIn(flow) },
    };
  if (ways.length > 1 || none !== undefined) return byChoice(flow, asked);
  const { next, assign, output } = deliveredEdge(flow, place, only, 'result');
  return { assign, output: output ?? passedOn(carriedBy(only)), onward: { Next: next } };
}

function byChoice(flow: Flow, { ways, place, choice: wanted, comment, none }: Asked): Outcome {
  const choice = flow.making.names.claim(wanted);
  reserve(flow, choice);
  const carried = new Set(ways.flatMap(carriedBy));
  const rules = ways.map((delivered): ChoiceRule => {
    const { next, assign, output } = deliveredEdge(flow, place, delivered, 'input');
    return {
      Condition: leadsTo('$states.input.to', delivered.way.way),
      ...assigned(assign),
      ...(carried.size === 0 || output === undefined ? {} : { Output: output }),
      Next: next,
    };
  });
  if (none !== undefined) {
    rules.push({
      Condition: leadsTo('$states.input.to', NONE),
      Output: { cause: none },
      Next: noneHoldsIn(flow),
    });
  }
  add(flow, choice, {
    ...(comment === undefined ? {} : { Comment: comment }),
    Type: 'Choice',
    Choices: rules,
    Default: unexpectedIn(flow),
  });
  return {
    assign: {},
    output: { to: jsonata('$states.result.to'), ...passedOn([...carried]) },
    onward: { Next: choice },
  };
}

/** Both are left out of a delivery that has none. */
function passedOn(names: readonly ('memory' | 'actions')[]): { readonly [name: string]: Template } {
  return {
    ...(names.includes('memory') ? { memory: jsonata('$merge([$states.result.memory])') } : {}),
    ...(names.includes('actions') ? { actions: jsonata('[$states.result.actions]') } : {}),
  };
}

/** Done before anything else, as the machine's reader expects it. */
export function doneFirst(ways: readonly DeliveredWay[]): DeliveredWay[] {
  const done = ways.filter(({ way }) => isDone(way) && !actsOn(way));
  return [...done, ...ways.filter((delivered) => !done.includes(delivered))];
}

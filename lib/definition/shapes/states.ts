import { z } from 'zod';
import { actions, integration } from './actions.ts';
import { always, catchers, leadingTransition, memberTransition, on, standing } from './transitions.ts';
import { entries, expression, overEvent, stateName, text } from './values.ts';

const entry = actions.meta({ description: 'Performed at each entry' }).optional();
const initial = stateName.meta({ description: 'The inner state it begins in' });
const final = {
  final: z.enum(['succeeded', 'failed']),
  error: text.meta({ description: "Default: the state's name in PascalCase" }).optional(),
  cause: text.optional(),
};

/** The state of one item of a forEach. */
export const ITEM_SHAPES = {
  wait: z.strictObject({ ...standing }).meta({ title: 'Wait of an item' }),
  final: z.strictObject({ ...final }).meta({ title: 'Final state of an item' }),
} as const;

const plain = {
  wait: z.strictObject({ ...standing, always: always.optional(), entry }).meta({ title: 'Wait' }),
  all: z
    .strictObject({
      all: z
        .union([z.array(z.string()).min(1), entries(memberTransition)])
        .meta({ description: 'Each of these events once, in any order' }),
      onDone: leadingTransition,
      ...standing,
      entry,
    })
    .meta({ title: 'All' }),
  task: z
    .strictObject({ ...integration, catch: catchers.optional(), next: leadingTransition, entry })
    .meta({ title: 'Task', description: 'A step the machine performs itself' }),
  final: z.strictObject({ ...final, entry }).meta({ title: 'Final' }),
} as const;

/** The shapes of each kind of state, and of what is inside, given what inner states are held against. */
export function stateShapes<Inner extends z.ZodType, Item extends z.ZodType>(inner: Inner, item: Item) {
  const states = entries(inner);
  const region = z.strictObject({ initial, states });
  const forEach = z.strictObject({
    items: expression.meta({ description: 'JSONata over $context; its value is the list' }),
    key: expression.meta({ description: 'JSONata over the item. Default: $item' }).optional(),
    match: overEvent.meta({ description: 'JSONata over the event: the key, or the keys, it concerns' }),
    opens: z.array(z.string()).min(1).meta({ description: 'Events that add an item' }).optional(),
    initial,
    states: entries(item),
  });
  const living = { ...standing, always: always.optional(), entry, onDone: leadingTransition.optional() };
  return {
    ...plain,
    compound: z.strictObject({ initial, states, ...living }).meta({ title: 'Compound' }),
    parallel: z
      .strictObject({
        parallel: entries(region).meta({ description: 'Regions, all active at once' }),
        ...living,
      })
      .meta({ title: 'Parallel' }),
    forEach: z
      .strictObject({ forEach: forEach.meta({ description: 'One wait for all items of a list' }), ...living })
      .meta({ title: 'For each' }),
    region,
    items: forEach,
  } as const;
}

export const start = z
  .strictObject({ on })
  .meta({ description: 'The events that open an instance, and where' });

import { z } from 'zod';
import { ITEM_SHAPES, start, stateShapes } from './shapes/states.ts';
import { standing } from './shapes/transitions.ts';
import { eventSchema, expression, policies } from './shapes/values.ts';

/** A definition file, given what its states are held against. */
function definition<States extends z.ZodType>(states: States) {
  return z
    .strictObject({
      id: z.string().meta({
        description: 'kebab-case; names the state machine',
        pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$',
      }),
      title: z.string().optional(),
      description: z.string().optional(),
      ...policies,
      rerun: z
        .boolean()
        .meta({ description: 'Whether a start event opens a new run for an id whose instance has closed' })
        .optional(),
      ignore: z.array(z.string()).meta({ description: 'Events that are not subscribed' }).optional(),
      redact: z
        .array(z.string())
        .meta({ description: 'Paths that are kept nowhere, such as detail.card.number; * is any key' })
        .optional(),
      labels: z
        .record(z.string(), expression)
        .meta({ description: 'Business fields to search by: name → JSONata over the event or $context' })
        .optional(),
      context: z
        .record(z.string(), z.unknown())
        .meta({ description: 'Initial values of what is read as $context.name' })
        .optional(),
      events: z
        .record(z.string(), eventSchema)
        .meta({ description: 'The vocabulary: name → what it looks like on the bus' }),
      start,
      ...standing,
      states,
    })
    .meta({ title: 'Choreography' });
}

/** States are judged one by one, each as the kind its keys speak for. */
export const STATE_SHAPES = stateShapes(z.unknown(), z.unknown());
export const definitionSchema = definition(z.record(z.string(), z.unknown()));

/** The whole at once, for editors. */
export function completeSchema(): z.ZodType {
  const item = z.union([ITEM_SHAPES.wait, ITEM_SHAPES.final]).meta({ id: 'ItemState' });
  const state: z.ZodType = z
    .lazy(() => {
      const { wait, all, compound, parallel, forEach, task, final } = stateShapes(state, item);
      return z.union([wait, all, compound, parallel, forEach, task, final]);
    })
    .meta({ id: 'State' });
  return definition(z.record(z.string(), state));
}

import { z } from 'zod';
import { UNEXPECTED_POLICIES } from './model.ts';

/**
 * The shape of a definition file, for the parser and, as JSON Schema, for editors. What a text may say (durations,
 * names, expressions) is the business of `rules/`, whose messages say more than a schema can; `pattern` in the
 * metadata is for editors only.
 */
const duration = z.string().meta({
  description: '30s, 15m, 2h, 3d, 1w or ISO 8601',
  pattern: '^([0-9]+[smhdw]|P[0-9WDTHMS]+)$',
});
const expression = z.string().meta({ description: 'JSONata over the event' });
const correlation = z.union([expression, z.array(expression).min(1)]).meta({
  description: 'JSONata whose value is the correlation id; a list of expressions is a composite id.',
});
const unexpected = z.enum(UNEXPECTED_POLICIES).meta({
  description: 'What happens when an event comes that nothing awaits or anticipates. Default: fail',
});
const hold = duration.meta({
  description: 'How long an early event waits for its turn, or an orphan for its instance. Default: 5m',
});
const identity = expression.meta({ description: 'What makes two events the same one. Default: id' });
const time = expression.meta({ description: 'When it happened: milliseconds or ISO 8601. Default: time' });

const matcher = z.union([z.string(), z.array(z.unknown()).min(1)]);

export const eventSchema = z.strictObject({
  source: matcher.meta({ description: 'The source on the bus: a text or a list of EventBridge matchers' }),
  detailType: matcher
    .meta({ description: 'The detail-type on the bus. Default: the name of the event' })
    .optional(),
  pattern: z
    .record(z.string(), z.unknown())
    .meta({ description: 'An EventBridge pattern on top of source and detail type' })
    .optional(),
  correlation: correlation.optional(),
  identity: identity.optional(),
  time: time.optional(),
  hold: hold.optional(),
  unexpected: unexpected.optional(),
});

const target = z.string().meta({ description: 'The name of a state' });
export const branchSchema = z.strictObject({
  guard: z
    .string()
    .meta({ description: 'JSONata over the event; holds only when its value is true' })
    .optional(),
  target: target.optional(),
});
const transition = z.union([target, branchSchema, z.array(z.union([target, branchSchema])).min(1)]).meta({
  description: 'A state, { guard?, target? }, or a list of these of which the first that holds wins',
});
const on = z
  .record(z.string(), transition)
  .meta({ description: 'Event → where it leads. {} drops the event: recorded, nothing moves' });

const plainTransition = z
  .union([target, z.strictObject({ target })])
  .meta({ description: 'The state to go to' });
const after = z
  .union([z.record(z.string(), plainTransition), z.array(z.strictObject({ delay: duration, target })).min(1)])
  .meta({ description: 'Hard deadline: { 30m: Target }' });
const clocks = {
  after: after.optional(),
  due: duration.meta({ description: 'Soft deadline: reported as overdue, the state stays' }).optional(),
};

export const STATE_SHAPES = {
  wait: z.strictObject({ on: on.optional(), ...clocks }).meta({ title: 'Wait' }),
  all: z
    .strictObject({
      all: z.array(z.string()).min(1).meta({ description: 'Each of these events once, in any order' }),
      onDone: plainTransition,
      on: on.optional(),
      ...clocks,
    })
    .meta({ title: 'All' }),
  final: z
    .strictObject({
      final: z.enum(['succeeded', 'failed']),
      error: z.string().optional().meta({ description: "Default: the state's name in PascalCase" }),
      cause: z.string().optional(),
    })
    .meta({ title: 'Final' }),
} as const;

export const definitionSchema = z
  .strictObject({
    id: z
      .string()
      .meta({ description: 'kebab-case; names the state machine', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' }),
    title: z.string().optional(),
    description: z.string().optional(),
    correlation: correlation.optional(),
    identity: identity.optional(),
    time: time.optional(),
    hold: hold.optional(),
    unexpected: unexpected.optional(),
    rerun: z
      .boolean()
      .meta({ description: 'Whether a start event opens a new run for an id whose instance has closed' })
      .optional(),
    ignore: z.array(z.string()).meta({ description: 'Events that are not subscribed' }).optional(),
    events: z
      .record(z.string(), eventSchema)
      .meta({ description: 'The vocabulary: name → what it looks like on the bus' }),
    start: z.strictObject({ on }).meta({ description: 'The events that open an instance, and where' }),
    states: z.record(z.string(), z.union([STATE_SHAPES.wait, STATE_SHAPES.all, STATE_SHAPES.final])),
  })
  .meta({ title: 'Choreography' });

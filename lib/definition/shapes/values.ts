import { z } from 'zod';
import { STALE_POLICIES, UNEXPECTED_POLICIES } from '../model.ts';

/**
 * The shapes of what stands in a definition file, for the parser and, as JSON Schema, for editors. What a text may say
 * (durations, names, expressions) is the business of `rules/`, whose messages say more than a schema can; `pattern` in
 * the metadata is for editors only.
 */
export const duration = z.string().meta({
  description: '30s, 15m, 2h, 3d, 1w or ISO 8601',
  pattern: '^([0-9]+[smhdw]|P[0-9WDTHMS]+)$',
});
export const overEvent = z.string().meta({ description: 'JSONata over the event' });
export const expression = z.string().meta({ description: 'JSONata' });
export const text = z.string().meta({
  description:
    'A text; JSONata if it stands in {% %} or is an expression that reads a variable such as $context',
});
export const stateName = z.string().meta({ description: 'The name of a state' });

/** A mapping that has something in it. */
export function entries<Value extends z.ZodType>(value: Value) {
  return z.record(z.string(), value).refine((record) => Object.keys(record).length > 0);
}

const correlation = z.union([overEvent, z.array(overEvent).min(1)]).meta({
  description: 'JSONata whose value is the correlation id; a list of expressions is a composite id.',
});

/** What may stand at the top and on an event. */
export const policies = {
  correlation: correlation.optional(),
  identity: overEvent.meta({ description: 'What makes two events the same one. Default: id' }).optional(),
  time: overEvent
    .meta({ description: 'When it happened: milliseconds or ISO 8601. Default: time' })
    .optional(),
  hold: duration
    .meta({
      description: 'How long an early event waits for its turn, or an orphan for its instance. Default: 5m',
    })
    .optional(),
  settle: duration
    .meta({
      description:
        'How old an event must be before it is delivered, so that older ones overtake it. Default: 0s',
    })
    .optional(),
  stale: z
    .enum(STALE_POLICIES)
    .meta({ description: 'What happens to an event older than the newest one consumed. Default: accept' })
    .optional(),
  unexpected: z
    .enum(UNEXPECTED_POLICIES)
    .meta({
      description: 'What happens when an event comes that nothing awaits or anticipates. Default: fail',
    })
    .optional(),
};

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
  ...policies,
});

import { z } from 'zod';
import { text } from './values.ts';

export const retrierSchema = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).max(99_999_999).optional(),
  MaxAttempts: z.int().min(0).max(99_999_999).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_400).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});

/** What a step or an action calls. */
export const integration = {
  task: z.string().meta({
    description: 'The ARN of an integration of Step Functions, such as arn:aws:states:::lambda:invoke',
  }),
  arguments: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .meta({ description: 'As in ASL: texts in {% %} are JSONata' })
    .optional(),
  retry: z.array(retrierSchema).meta({ description: "ASL's retriers" }).optional(),
};

const detail = z
  .union([z.string(), z.record(z.string(), z.unknown())])
  .meta({ description: 'JSONata, or a mapping whose texts in {% %} are JSONata. Default: {"id": $id}' })
  .optional();
const source = z.string().meta({ description: "Default: the event's own, or choreography.<id>" }).optional();

export const publishSchema = z.strictObject({ detailType: z.string(), detail, source });
export const notifySchema = z.strictObject({ subject: text.optional(), message: text });

/** What can be done, by the key that says so. */
export const ACTION_SHAPES = {
  publish: z
    .strictObject({
      publish: z
        .union([z.string(), publishSchema])
        .meta({ description: 'An event of the vocabulary, or a detail type' }),
      detail,
      source,
    })
    .meta({ title: 'Publish', description: 'An event on the bus' }),
  notify: z
    .strictObject({ notify: z.union([text, notifySchema]) })
    .meta({ title: 'Notify', description: "A message to the monitor's SNS topic" }),
  task: z.strictObject(integration).meta({ title: 'Task', description: 'Any integration of Step Functions' }),
} as const;

const action = z
  .union([ACTION_SHAPES.publish, ACTION_SHAPES.notify, ACTION_SHAPES.task])
  .meta({ id: 'Action' });

export const actions = z.union([action, z.array(action).min(1)]);

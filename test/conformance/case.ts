/** A case recorded from AWS: a machine, its input, what its tasks came to, and what it came to. */
import { z } from 'zod';
import type { Json } from '../../lib/local/service.ts';

const json: z.ZodType<Json> = z.json();
const result = z.object({
  event: z.string(),
  output: json.optional(),
  error: z.string().nullish(),
  cause: json.optional(),
});
const taskMock = z.object({
  state: z.string(),
  scheduledEventId: z.number(),
  resourceType: z.string().nullish(),
  resource: z.string(),
  parameters: json.optional(),
  result: result.nullish(),
});
const traced = z.object({
  ev: z.string(),
  type: z.string().optional(),
  state: z.string().optional(),
  input: json.optional(),
  output: json.optional(),
});
const expected = z.object({
  status: z.string(),
  output: json.optional(),
  error: z.string().nullish(),
  cause: json.optional(),
});

const taskCase = z.object({
  name: z.string(),
  definition: z.record(z.string(), json),
  input: json.optional(),
  expect: expected,
  task_mocks: z.array(taskMock),
  exact: z.boolean().default(true),
  placeholders: z.array(z.string()).default([]),
  trace: z.array(traced).default([]),
});

export type TaskCase = z.infer<typeof taskCase>;
export type RecordedTask = TaskCase['task_mocks'][number];

/** One JSON object a line. @throws where a line is no case. */
export function readCases(text: string): readonly TaskCase[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => taskCase.parse(JSON.parse(line)));
}

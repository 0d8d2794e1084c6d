import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from './errors.ts';

const seconds = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d+(\.\d+)?$/, 'a number of seconds, such as 5 or "2.5"')
      .transform(Number),
  ])
  .pipe(z.number().min(0).max(86_400));

export const fileEvent = z.strictObject({
  source: z.string().min(1),
  detailType: z.string().min(1),
  detail: z.record(z.string(), z.unknown()),
  /** When it happened, ISO 8601; EventBridge keeps whole seconds of it. */
  time: z.iso.datetime({ offset: true }).optional(),
  /** Seconds to pause after this event. */
  wait: seconds.default(0),
});

const eventFile = z.object({ events: z.array(fileEvent).min(1) });

export type FileEvent = z.infer<typeof fileEvent>;

/**
 * Reads a file of events as `choreo publish` plays it.
 * @throws UserError that names every problem of the file.
 */
export function readEventFile(path: string): readonly FileEvent[] {
  return parseFile(path, eventFile).events;
}

/** @throws UserError that names every problem of the file. */
export function parseFile<Shape extends z.ZodType>(path: string, shape: Shape): z.infer<Shape> {
  const result = shape.safeParse(readJson(path));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    (issue) => `  ${issue.path.join('.') || '(top)'}: ${issue.message}`,
  );
  throw new UserError(`${path} is not what was expected:\n${problems.join('\n')}`);
}

function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UserError(`Cannot read ${path}: ${reasonOf(error)}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Object && 'message' in error ? String(error.message) : String(error);
}

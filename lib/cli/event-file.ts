import { z } from 'zod';
import { didYouMean, every } from '../definition/suggest.ts';
import { UserError } from './errors.ts';
import { readText } from './reading.ts';

const SECONDS = 'a number of seconds from 0 to 86400, such as 5 or "2.5"';

const seconds = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d+(\.\d+)?$/)
        .transform(Number),
    ],
    { error: SECONDS },
  )
  .refine((value) => value >= 0 && value <= 86_400, SECONDS);

const text = z.string({ error: 'text' }).min(1, 'text that is not empty');

export const fileEvent = z.strictObject({
  source: text,
  detailType: text,
  detail: z.record(z.string(), z.unknown(), { error: 'an object' }),
  /** When it happened, ISO 8601; EventBridge keeps whole seconds of it. */
  time: z.iso
    .datetime({ offset: true, error: 'a time in ISO 8601, such as "2030-01-31T12:00:00Z"' })
    .optional(),
  /** Seconds to pause after this event. */
  wait: seconds.default(0),
});

const eventFile = z.object(
  { events: z.array(fileEvent, { error: 'a list of events' }).min(1, 'a list of at least one event') },
  { error: 'an object such as { "events": [ … ] }' },
);

export type FileEvent = z.infer<typeof fileEvent>;

/**
 * Reads a file of events as `choreo publish` plays it.
 * @throws UserError that names every problem of the file.
 */
export function readEventFile(path: string): readonly FileEvent[] {
  return parseFile(path, eventFile).events;
}

/**
 * The messages of `shape` say what a value must be.
 * @throws UserError that names every problem of the file.
 */
export function parseFile<Shape extends z.ZodType>(path: string, shape: Shape): z.infer<Shape> {
  const data = readJson(path);
  const result = shape.safeParse(data);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => said(issue, data)).map((line) => `  ${line}`);
  throw new UserError(`${path} is not what was expected:\n${problems.join('\n')}`);
}

function said(issue: z.core.$ZodIssue, data: unknown): readonly string[] {
  const place = issue.path.join('.') || 'The file';
  const value = valueAt(data, issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${place}: ${unknownKey(key)}`);
  }
  if (value === undefined) return [`${place} is missing; it must be ${issue.message}.`];
  return [`${place} is ${shown(value)}; it must be ${issue.message}.`];
}

function unknownKey(key: string): string {
  const keys = Object.keys(fileEvent.shape);
  const allowed = every(keys.map((name) => `"${name}"`));
  return `"${key}" is no key here.${didYouMean(key, keys)} An event has ${allowed}.`;
}

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}

const MOST_SHOWN = 60;

function shown(value: unknown): string {
  const json = JSON.stringify(value);
  return json.length > MOST_SHOWN ? `${json.slice(0, MOST_SHOWN)}…` : json;
}

function readJson(path: string): unknown {
  const json = readText(path).replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${Error.isError(error) ? error.message : String(error)}`);
  }
}

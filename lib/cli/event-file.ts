import { z } from 'zod';
import { parseDuration } from '../definition/duration.ts';
import { didYouMean, every } from '../definition/suggest.ts';
import { UserError } from './errors.ts';
import { readText } from './reading.ts';

const WAIT = 'a number of seconds, such as 5 or "2.5", or a duration, such as "30m" or "3d"; at most a year';
const YEAR = 366 * 86_400;

/** In seconds. */
const wait = z
  .union([z.number(), z.string().transform(secondsIn)], { error: WAIT })
  .refine((value) => value >= 0 && value <= YEAR, WAIT);

function secondsIn(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  return (parseDuration(text) ?? Number.NaN) / 1000;
}

const text = z.string({ error: 'text' }).min(1, 'text that is not empty');

export const fileEvent = z.strictObject({
  source: text,
  detailType: text,
  /** Texts such as `{now+3d}` become instants when it is played. */
  detail: z.record(z.string(), z.unknown(), { error: 'an object' }),
  /** When it happened, ISO 8601; EventBridge keeps whole seconds of it. */
  time: z.iso
    .datetime({ offset: true, error: 'a time in ISO 8601, such as "2030-01-31T12:00:00Z"' })
    .optional(),
  /** Seconds to pause after this event. */
  wait: wait.default(0),
  /** `monitor`: a notice of the monitor's own. It is simulated and not published, for the monitor does that. */
  publisher: z.literal('monitor', { error: '"monitor"' }).optional(),
});

const taskAnswer = z
  .strictObject({ result: z.json().optional(), error: text.optional(), cause: z.string().optional() })
  .refine(
    ({ result, error }) => (result === undefined) !== (error === undefined),
    'an object with either "result" or "error"',
  );

/** What tasks come to in a simulation: for each state an answer a visit, in order. */
export const taskAnswers = z.record(z.string(), z.array(taskAnswer).min(1), {
  error: 'an object from states to lists of answers',
});

const eventFile = z.object(
  {
    events: z.array(fileEvent, { error: 'a list of events' }).min(1, 'a list of at least one event'),
    tasks: taskAnswers.default({}),
  },
  { error: 'an object such as { "events": [ … ] }' },
);

export type FileEvent = z.infer<typeof fileEvent>;

export type TaskAnswers = z.infer<typeof taskAnswers>;

export type EventFile = { readonly events: readonly FileEvent[]; readonly tasks: TaskAnswers };

/**
 * Reads a file of events as `choreo publish` and `choreo simulate` play it.
 * @throws UserError that names every problem of the file.
 */
export function readEventFile(path: string): EventFile {
  return parseFile(path, eventFile);
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

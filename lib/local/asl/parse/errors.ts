/** `Retry` and `Catch`. */
import { LONGEST_CLOCK, type Catcher, type Guarded, type Retrier } from '../model.ts';
import { number, objects, only, requiredString, string, strings, type Source } from './object.ts';
import { assignment, resultPath, template } from './template.ts';

const ALL = 'States.ALL';
const MOST_ATTEMPTS = 99_999_999;
/** Less than 366 days. */
const LONGEST_DELAY = 31_622_399;

export function guards(source: Source): Guarded {
  const retry = objects(source, 'Retry', readRetrier);
  const catchers = objects(source, 'Catch', readCatcher);
  allComesLast(source, 'Retry', retry);
  allComesLast(source, 'Catch', catchers);
  return { retry, catch: catchers };
}

const RETRIER = [
  'ErrorEquals',
  'IntervalSeconds',
  'MaxAttempts',
  'BackoffRate',
  'MaxDelaySeconds',
  'JitterStrategy',
  'Comment',
];
const CATCHER = ['ErrorEquals', 'Next', 'Assign', 'Comment'];

function readRetrier(source: Source): Retrier {
  only(source, RETRIER);
  const jitter = string(source, 'JitterStrategy') ?? 'NONE';
  if (jitter !== 'NONE' && jitter !== 'FULL') {
    source.problems.schema('Value must be one of [FULL, NONE]', `${source.at}/JitterStrategy`);
  }
  const intervalSeconds = number(source, 'IntervalSeconds', 1, { most: LONGEST_CLOCK }) ?? 1;
  const maxDelaySeconds = number(source, 'MaxDelaySeconds', 1, { most: LONGEST_DELAY });
  if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds) {
    source.problems.schema('MaxDelaySeconds must be greater than IntervalSeconds', source.at);
  }
  return {
    errors: strings(source, 'ErrorEquals'),
    intervalSeconds,
    maxAttempts: number(source, 'MaxAttempts', 0, { most: MOST_ATTEMPTS }) ?? 3,
    backoffRate: number(source, 'BackoffRate', 1, { whole: false }) ?? 2,
    maxDelaySeconds,
    jitter: jitter === 'FULL',
  };
}

function readCatcher(outer: Source, index: number): Catcher | undefined {
  const source: Source = { ...outer, sees: 'errorOutput' };
  const jsonata = source.language === 'JSONata';
  only(source, [...CATCHER, jsonata ? 'Output' : 'ResultPath']);
  const errors = strings(source, 'ErrorEquals');
  const next = requiredString(source, 'Next');
  if (next === undefined) return undefined;
  return {
    index,
    errors,
    next,
    resultPath: jsonata ? undefined : resultPath(source),
    assign: assignment(source),
    output: jsonata ? template(source, 'Output') : undefined,
  };
}

function allComesLast(
  source: Source,
  name: string,
  list: readonly { readonly errors: readonly string[] }[],
): void {
  for (const [index, { errors }] of list.entries()) {
    const place = errors.indexOf(ALL);
    if (place === -1 || (errors.length === 1 && index === list.length - 1)) continue;
    const at = `${source.at}/${name}[${index}]/ErrorEquals[${place}]`;
    source.problems.schema(`${ALL} must appear alone and at end of list`, at);
  }
}

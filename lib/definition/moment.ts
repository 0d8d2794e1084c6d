import type { DraftMoment } from './draft.ts';
import { parseDuration } from './duration.ts';
import type { Moment } from './model.ts';
import { expressionOf } from './template.ts';

/** A date, or a date and a time with its zone. */
const INSTANT = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/;

/** What an author may mean by JSONata: a variable, a function, something composed. `2 days` or `PT1.5H` is not. */
const COMPOSED = /[$("'*+{]|[a-z]\.[a-z]/i;

/** Undefined where it is neither a duration nor anything that looks like an expression. */
export function momentOf(moment: DraftMoment): Moment | undefined {
  const { kind, text } = moment;
  if (kind === 'at') {
    return { kind, expression: isInstant(text) ? JSON.stringify(text) : expressionOf(moment).text };
  }
  const delay = parseDuration(text);
  if (delay !== undefined) return { kind, delay };
  if (kind === 'silence' || moment.isKey || !COMPOSED.test(text)) return undefined;
  return { kind: 'computed delay', expression: expressionOf(moment).text };
}

/** Whether an `at` is a fixed instant and no expression. */
export function isInstant(text: string): boolean {
  return INSTANT.test(text) && !Number.isNaN(Date.parse(text));
}

/** Whether it has to be computed; of these the text is JSONata. */
export function isComputed(moment: DraftMoment): boolean {
  return moment.kind === 'at' ? !isInstant(moment.text) : momentOf(moment)?.kind === 'computed delay';
}

import { matches } from '../../patterns/matches.ts';
import { parsePattern } from '../../patterns/parse.ts';
import type { Json } from '../service.ts';
import { TemplateProblem } from '../template/problem.ts';

/** Whether a record goes to the function. */
export type RecordFilter = (record: Json) => boolean;

/** Without patterns every record goes; with several, one that matches is enough. @throws TemplateProblem */
export function eventFilter(texts: readonly string[]): RecordFilter {
  const patterns = texts.map((text) => {
    const parsed = parsePattern(text);
    if (parsed.kind === 'pattern') return parsed.pattern;
    throw new TemplateProblem(`its filter ${text} is not valid: ${parsed.message}`);
  });
  return (record) => patterns.length === 0 || patterns.some((pattern) => matches(pattern, record));
}

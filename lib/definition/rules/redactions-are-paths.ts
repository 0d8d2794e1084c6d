import type { Finding } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import { partsOf } from './redactions.ts';
import type { Rule } from './rule.ts';
import { quoted, redactedIn } from './walk.ts';

/** Without them nobody could tell which event it was, or in which order. */
const NEEDED = ['id', 'source', 'detail-type', 'time'];
const FREE = ['detail', 'account', 'region', 'resources', 'version', 'replay-name'];

/** What is left out is named by a path into the event. */
export const redactionsArePaths: Rule = (draft) =>
  redactedIn(draft).flatMap(({ text, path }): readonly Finding[] => {
    const why = unfit(text);
    if (why === undefined) return [];
    return [{ code: 'redact-invalid', message: `${quoted(text)} cannot be redacted: ${why}`, path }];
  });

function unfit(text: string): string | undefined {
  const [first = '', ...rest] = partsOf(text);
  if ([first, ...rest].some((part) => part.trim() === ''))
    return 'between its dots, something is missing. Write a path such as `detail.customer.email`.';
  if (/[[\]$"'`()]/.test(text))
    return 'it is a path of plain names, and lists are passed through by themselves. Write it like `detail.lines.card`; `*` stands for any name.';
  if (NEEDED.includes(first)) return `an event without its \`${first}\` cannot be worked with. Leave it out.`;
  if (FREE.includes(first)) return undefined;
  return `${quoted(first)} is no field of an event.${didYouMean(first, FREE)} What the producer sends is below \`detail\`: \`detail.${text}\`.`;
}

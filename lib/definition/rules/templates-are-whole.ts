import { isList, type Data } from '../data.ts';
import type { Finding, Path } from '../problems.ts';
import { entriesOf } from '../read-data.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** JSONata in `{% %}` is the whole of a text, as in Step Functions: nothing is filled into the middle of one. */
export const templatesAreWhole: Rule = ({ data }) => find(data, []);

/** Under these a text is taken as it stands. Elsewhere it is JSONata, which says by itself that this is none. */
const TEXTS = new Set<unknown>(['error', 'cause', 'notify', 'message', 'subject']);
const TEMPLATES = new Set<unknown>(['arguments', 'detail']);

function find(data: Data, path: Path): readonly Finding[] {
  if (typeof data === 'string') return isTextual(path) ? check(data, path) : [];
  const entries = isList(data) ? data.map((item: Data, index) => [index, item] as const) : entriesOf(data);
  return entries.flatMap(([key, value]) => find(value, [...path, key]));
}

function isTextual(path: Path): boolean {
  if (path[0] !== 'states' && path[0] !== 'start' && path[0] !== 'on' && path[0] !== 'after') return false;
  return TEXTS.has(path.at(-1)) || path.slice(0, -1).some((key) => TEMPLATES.has(key));
}

function check(text: string, path: Path): readonly Finding[] {
  const begin = text.indexOf('{%');
  // What goes to Step Functions has not even a space around it there.
  const whole = path.includes('arguments') ? /^\{%[^]*%\}$/ : /^\s*\{%[^]*%\}\s*$/;
  if (begin === -1 || whole.test(text)) return [];
  const message = `${quoted(text)} holds {% %} as a part, and nothing fills that in: it stands around the whole text. Write it like {% "Rejected by " & $context.name %}.`;
  return [{ code: 'expression-invalid', message, path, offset: begin }];
}

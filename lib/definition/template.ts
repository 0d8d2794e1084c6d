import { parseExpression } from '../expressions/parse.ts';
import { referencesOf } from '../expressions/references.ts';
import { isList, type Data } from './data.ts';
import type { DraftExpression, DraftText, DraftValue, Text } from './draft.ts';
import type { Path } from './problems.ts';
import { entriesOf } from './read-data.ts';

const WRAPPED = /^(\s*\{%\s*)([\s\S]*?)\s*%\}\s*$/;

/** JSONata, which may stand in `{% %}` as it does in Step Functions. */
export function expressionOf({ text, path }: Text): DraftExpression {
  return wrappedIn({ text, path }) ?? { text, path, offset: 0 };
}

function wrappedIn({ text, path }: Text): DraftExpression | undefined {
  const [, opening, inner] = WRAPPED.exec(text) ?? [];
  return opening === undefined || inner === undefined
    ? undefined
    : { text: inner, path, offset: opening.length };
}

/**
 * Where a text is expected: JSONata if it stands in `{% %}`, or if it is JSONata that reads a variable. So
 * `Rejected by $context.name` is a text, and `"Rejected by " & $context.name` is not.
 */
export function draftText(text: Text): DraftText {
  return { ...text, expression: wrappedIn(text) ?? readsVariable(text) };
}

function readsVariable({ text, path }: Text): DraftExpression | undefined {
  if (!/\$\p{L}/u.test(text)) return undefined;
  const parsed = parseExpression(text);
  const reads =
    parsed.kind === 'expression' && referencesOf(parsed.expression).some(({ name }) => /^\p{L}/u.test(name));
  return reads ? { text, path, offset: 0 } : undefined;
}

/** A text is JSONata; anything else is taken as it stands, but for the texts in `{% %}` inside it. */
export function valueOf(data: Data, path: Path): DraftValue {
  if (typeof data !== 'string') return { expression: jsonataOf(data), parts: partsOf(data, path), path };
  const expression = expressionOf({ text: data, path });
  return { expression: expression.text, parts: [expression], path };
}

/** The expressions inside a template: its texts in `{% %}`. */
export function partsOf(data: Data | undefined, path: Path): readonly DraftExpression[] {
  if (typeof data === 'string') {
    const part = wrappedIn({ text: data, path });
    return part === undefined ? [] : [part];
  }
  if (isList(data)) return data.flatMap((item, index) => partsOf(item, [...path, index]));
  return entriesOf(data).flatMap(([key, value]) => partsOf(value, [...path, key]));
}

/** A template as one expression: JSON is JSONata. What computes nothing is left out of it, a list in a list joins it. */
function jsonataOf(data: Data): string {
  if (typeof data === 'string') {
    const part = wrappedIn({ text: data, path: [] });
    return part === undefined ? JSON.stringify(data) : `(${part.text})`;
  }
  if (isList(data)) return `[${data.map(jsonataOf).join(', ')}]`;
  if (data === null || typeof data !== 'object') return JSON.stringify(data);
  const members = entriesOf(data).map(([key, value]) => `${JSON.stringify(key)}: ${jsonataOf(value)}`);
  return `{${members.join(', ')}}`;
}

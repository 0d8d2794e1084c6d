/** `*` stands for any text, also none; `\*` and `\\` for themselves. Parsed into the literal texts between the stars. */
export type Wildcard =
  | { readonly kind: 'wildcard'; readonly parts: readonly string[] }
  | { readonly kind: 'invalid'; readonly message: string };

const encoder = new TextEncoder();

export function parseWildcard(text: string): Wildcard {
  const parts: string[] = [];
  let part = '';
  // AWS counts in bytes, from the quote before the text.
  const position = (index: number): number => encoder.encode(text.slice(0, index)).length + 1;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    const next = text[index + 1];
    if (character === '*') {
      if (next === '*')
        return { kind: 'invalid', message: `Consecutive wildcard characters at pos ${position(index)}` };
      parts.push(part);
      part = '';
    } else if (character === '\\') {
      if (next !== '*' && next !== '\\')
        return { kind: 'invalid', message: `Invalid escape character at pos ${position(index)}` };
      part += next;
      index += 1;
    } else part += character;
  }
  return { kind: 'wildcard', parts: [...parts, part] };
}

export function matchesWildcard(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last))
    return false;
  let from = first.length;
  const end = text.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > end) return false;
    from = found + part.length;
  }
  return from <= end;
}

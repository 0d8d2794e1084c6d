/**
 * Where in the file the character of a YAML scalar's value stands, whatever its style: plain, quoted or block.
 *
 * Value and source are walked side by side. What the source has and the value has not (quotes, indentation, the
 * header of a block, the backslash of an escape) is passed over.
 */
export function offsetInSource(text: string, start: number, end: number, offset: number): number {
  const source = text.slice(start, end);
  const style = source.charAt(0);
  let at = style === '"' || style === "'" ? 1 : style === '|' || style === '>' ? bodyStart(source) : 0;
  for (let passed = 0; at < source.length; passed++) {
    at = skipIndentation(source, at, style);
    if (passed === offset) return start + at;
    at += widthAt(source, at, style);
  }
  return end;
}

function bodyStart(source: string): number {
  const lineEnd = source.indexOf('\n');
  return lineEnd < 0 ? source.length : lineEnd + 1 + indentationAt(source, lineEnd + 1);
}

function indentationAt(source: string, at: number): number {
  return /^[ \t]*/.exec(source.slice(at))?.[0].length ?? 0;
}

/** At the start of a later line its indentation is not part of the value; a folded break counts as one space. */
function skipIndentation(source: string, at: number, style: string): number {
  if (source.charAt(at - 1) !== '\n' || at === 0) return at;
  const block = style === '|' || style === '>';
  const most = block ? bodyStart(source) - (source.indexOf('\n') + 1) : Number.POSITIVE_INFINITY;
  return at + Math.min(indentationAt(source, at), most);
}

/** How many characters of the source make one of the value. */
function widthAt(source: string, at: number, style: string): number {
  if (style === "'" && source.startsWith("''", at)) return 2;
  if (style !== '"' || source.charAt(at) !== '\\') return 1;
  const width = { x: 4, u: 6, U: 10 }[source.charAt(at + 1)];
  return width ?? 2;
}

const LONGEST_QUOTE = 500;

/** A place in a text in the words of AWS's JSON reader, which quotes the text. `position` is an offset from 0. */
export function placeIn(text: string, position: number): string {
  const lines = text.slice(0, position).split(/\r\n|\r|\n/);
  const column = (lines.at(-1) ?? '').length + 1;
  return `[Source: (String)${quoted(text)}; line: ${lines.length}, column: ${column}]`;
}

function quoted(text: string): string {
  const more = text.length - LONGEST_QUOTE;
  return more > 0 ? `"${text.slice(0, LONGEST_QUOTE)}"[truncated ${more} chars]` : `"${text}"`;
}

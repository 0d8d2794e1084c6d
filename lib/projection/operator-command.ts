/** A command of the CLI, ready to be copied into a shell. */
type Whose = { readonly choreography: string; readonly correlationId: string };

export function operatorCommand(
  act: string,
  { choreography, correlationId }: Whose,
  ...more: readonly string[]
): string {
  return ['choreo', act, choreography, correlationId, ...more].map((word) => quoted(word)).join(' ');
}

/** As a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) && !word.startsWith('-') ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

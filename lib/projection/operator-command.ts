/** A command of the CLI as it is typed into a shell. `act`: its words, `inbox put-back`. */
export function operatorCommand(
  act: string,
  about: readonly string[],
  options: readonly string[] = [],
): string {
  // An id that begins like an option is none behind `--`.
  const words = about.some((word) => word.startsWith('-'))
    ? [...options, '--', ...about]
    : [...about, ...options];
  return ['choreo', act, ...words.map((word) => quoted(word))].join(' ');
}

/** As a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

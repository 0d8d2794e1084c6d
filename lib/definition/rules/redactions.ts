/** The parts of a redacted path; `*` stands for any key. */
export function partsOf(path: string): readonly string[] {
  return path.split('.');
}

/** Whether what is read is left out: the redacted path leads to it, or to something that it lies in. */
export function covers(redacted: string, names: readonly string[]): boolean {
  const parts = partsOf(redacted);
  return parts.length <= names.length && parts.every((part, index) => part === '*' || part === names[index]);
}

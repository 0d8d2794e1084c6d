/** What not every invocation needs is made when it is first asked for, and once. */
export function late<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** A copy that lacks one name. */
export function without<Value>(
  record: { readonly [name: string]: Value },
  left: string,
): { readonly [name: string]: Value } {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== left));
}

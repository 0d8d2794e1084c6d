/** YAML as plain data. Keys are always text, in the author's order. */
export type Data = null | boolean | number | string | readonly Data[] | { readonly [key: string]: Data };

/** `Array.isArray`, which does not narrow to a list that cannot be changed. */
export function isList(data: Data | undefined): data is readonly Data[] {
  return Array.isArray(data);
}

import { objectOf, textOf, type JsonObject } from '../json.ts';

/** `tags` in JSON, `Tags` of a form. */
export function tagsOfNew(input: JsonObject): { readonly [key: string]: string } {
  return textsIn(objectOf(input['tags'] ?? input['Tags']));
}

export function textsIn(object: JsonObject): { readonly [key: string]: string } {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, textOf(value) ?? '']));
}

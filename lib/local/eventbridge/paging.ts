import { numberOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';

const LARGEST_PAGE = 100;

/** One page of a list in the order of its names. The token is the last name that was given. */
export function paged<Item extends { readonly name: string }>(
  items: readonly Item[],
  input: JsonObject,
  key: string,
  describe: (item: Item) => Json,
): Json {
  const after = textOf(input['NextToken']);
  const prefix = textOf(input['NamePrefix']) ?? '';
  const found = items
    .filter(({ name }) => name.startsWith(prefix) && (after === undefined || name > after))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = found.slice(0, numberOf(input['Limit']) ?? LARGEST_PAGE);
  const last = page.at(-1);
  return {
    [key]: page.map(describe),
    ...(found.length > page.length && last !== undefined ? { NextToken: last.name } : {}),
  };
}

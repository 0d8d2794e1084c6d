import { numberOf, textOf, type JsonObject } from '../json.ts';
import { lastOfPage, pageToken } from '../page-token.ts';
import type { Json } from '../service.ts';
import { validation } from './errors.ts';

const LARGEST_PAGE = 100;

/** One page of a list in the order of its names. @throws AwsError for a token that no page gave */
export function paged<Item extends { readonly name: string }>(
  items: readonly Item[],
  input: JsonObject,
  key: string,
  describe: (item: Item) => Json,
): Json {
  const token = textOf(input['NextToken']);
  const after = token === undefined ? '' : lastOfPage(token, key);
  if (after === undefined) throw validation('Parameter NextToken is not valid.');
  const prefix = textOf(input['NamePrefix']) ?? '';
  const found = items
    .filter(({ name }) => name.startsWith(prefix) && name > after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = found.slice(0, numberOf(input['Limit']) ?? LARGEST_PAGE);
  const last = page.at(-1);
  return {
    [key]: page.map(describe),
    ...(found.length > page.length && last !== undefined ? { NextToken: pageToken(key, last.name) } : {}),
  };
}

import { numberOf, textOf, type JsonObject } from '../json.ts';
import { lastOfPage, pageToken } from '../page-token.ts';
import type { Json } from '../service.ts';
import { invalidValue } from './errors.ts';
import type { Queue } from './queue.ts';

const LARGEST_PAGE = 1000;

/** One page of queues in the order of their names; without MaxResults AWS gives no token. @throws AwsError */
export function queuesPage(
  queues: readonly Queue[],
  input: JsonObject,
  list: 'QueueUrls' | 'queueUrls',
  urlOf: (queue: Queue) => string,
): { readonly urls: readonly string[]; readonly token: { readonly NextToken?: Json } } {
  const { MaxResults: size, NextToken: token } = input;
  const most = size === undefined ? LARGEST_PAGE : (numberOf(size) ?? NaN);
  if (!Number.isInteger(most) || most < 1 || most > LARGEST_PAGE)
    throw invalidValue(
      'Value for parameter MaxResults is invalid. Reason: MaxResults must be an integer between 1 and 1000.',
    );
  const after = token === undefined ? '' : lastOfPage(textOf(token) ?? '', list);
  if (after === undefined) throw invalidValue('Value for parameter NextToken is invalid.');
  const found = queues
    .filter(({ name }) => name > after)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const page = found.slice(0, most);
  const last = page.at(-1);
  const goesOn = size !== undefined && found.length > page.length && last !== undefined;
  return { urls: page.map(urlOf), token: goesOn ? { NextToken: pageToken(list, last.name) } : {} };
}

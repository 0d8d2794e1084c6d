/** What a list's page gives for the next one: which list it was of, and the name that it ended with, not to be read. */
export function pageToken(list: string, last: string): string {
  return Buffer.from(`${list} ${last}`).toString('base64url');
}

/** The name after which the next page begins; undefined for what no page of that list gave. */
export function lastOfPage(token: string, list: string): string | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith(`${list} `)) return undefined;
  const last = text.slice(list.length + 1);
  return pageToken(list, last) === token ? last : undefined;
}

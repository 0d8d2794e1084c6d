import { isList, type Data } from './data.ts';
import type { Text } from './draft.ts';
import type { Path } from './problems.ts';

/** Reading of data that may have any shape: what does not fit is passed over. */
export function memberOf(data: Data | undefined, key: string): Data | undefined {
  return isRecord(data) && Object.hasOwn(data, key) ? data[key] : undefined;
}

export function isMapping(data: Data | undefined): boolean {
  return isRecord(data);
}

export function isRecord(data: Data | undefined): data is { readonly [key: string]: Data } {
  return typeof data === 'object' && data !== null && !isList(data);
}

export function entriesOf(data: Data | undefined): readonly (readonly [string, Data])[] {
  return isRecord(data) ? Object.entries(data) : [];
}

/** A list's entries with their indexes; of anything else it alone, at its own place. */
export function itemsOf(data: Data | undefined, path: Path): readonly (readonly [Data, Path])[] {
  if (data === undefined) return [];
  return isList(data) ? data.map((item, index) => [item, [...path, index]] as const) : [[data, path]];
}

export function textAt(data: Data | undefined, path: Path, key: string): Text | undefined {
  const value = memberOf(data, key);
  return typeof value === 'string' ? { text: value, path: [...path, key] } : undefined;
}

export function textsOf(data: Data | undefined, path: Path): readonly Text[] {
  return itemsOf(data, path).flatMap(([text, at]) => (typeof text === 'string' ? [{ text, path: at }] : []));
}

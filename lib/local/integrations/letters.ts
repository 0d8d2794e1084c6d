import { isObject, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';

/** `putItem` → `PutItem` */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function uncapitalised(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/**
 * Step Functions' own API writes its names small, its AWS SDK integration writes them large. Only names of the API are
 * changed, not keys inside of texts; it has no free maps.
 */
export function renameKeys(value: Json, rename: (name: string) => string): Json {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map((item) => renameKeys(item, rename));
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(
    ([key, item]) => [rename(key), renameKeys(item, rename)] as const,
  );
  return Object.fromEntries(entries);
}

/** Fields that the API takes as text, and the integrations as any JSON. */
export function asText(input: JsonObject, field: string): JsonObject {
  const value = input[field];
  return value === undefined || typeof value === 'string'
    ? input
    : { ...input, [field]: JSON.stringify(value) };
}

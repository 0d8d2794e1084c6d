import { isObject, textOf } from '../json.ts';
import type { Json } from '../service.ts';

/**
 * The identifiers of a batch's items that the function reports as failed; `all` where the report cannot be understood,
 * which Lambda takes as a failure of the whole batch.
 */
export function failuresIn(payload: Json, known: ReadonlySet<string>): ReadonlySet<string> | 'all' {
  if (payload === null || !isObject(payload)) return new Set();
  const reported = payload['batchItemFailures'];
  if (reported === undefined || reported === null) return new Set();
  if (!Array.isArray(reported)) return 'all';
  const items: readonly unknown[] = reported;
  const identifiers = items.map((item) => (isObject(item) ? textOf(item['itemIdentifier']) : undefined));
  const failed = new Set<string>();
  for (const identifier of identifiers) {
    if (identifier === undefined || !known.has(identifier)) return 'all';
    failed.add(identifier);
  }
  return failed;
}

/** What the children of a distributed Map with an `ItemBatcher` begin with. */
import type { Json } from '../../service.ts';
import { bytesOf, isList, isObject, MAX_PAYLOAD_BYTES, textOf } from '../json.ts';

export type Batching = {
  /** 0: as many as there is room for. */
  readonly items: number;
  readonly bytes: number;
  /** `BatchInput`, the same for all. */
  readonly input: Json | undefined;
};

export function batchesOf(items: readonly Json[], { items: most, bytes, input }: Batching): readonly Json[] {
  const room =
    Math.min(bytes === 0 ? Infinity : bytes, MAX_PAYLOAD_BYTES) - bytesOf(textOf(batch([], input)));
  const batches: Json[][] = [];
  let taken = 0;
  for (const item of items) {
    const last = batches.at(-1);
    const size = bytesOf(textOf(item));
    // And a comma.
    if (last === undefined || last.length === most || taken + size + 1 > room) {
      batches.push([item]);
      taken = size;
    } else {
      last.push(item);
      taken += size + 1;
    }
  }
  return batches.map((each) => batch(each, input));
}

function batch(Items: readonly Json[], BatchInput: Json | undefined): Json {
  return BatchInput === undefined ? { Items } : { BatchInput, Items };
}

/** How many items a child has that began with this. */
export function itemsIn(batched: Json | undefined): number {
  const items = isObject(batched) ? batched['Items'] : undefined;
  return isList(items) ? items.length : 1;
}

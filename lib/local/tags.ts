import type { Storage } from './storage/storage.ts';
import { entriesOf } from './storage/typed.ts';

/** The tags of resources of one service, by ARN. They have no effect here but to be shown. */
export type Tags = {
  of(arn: string): { readonly [key: string]: string };
  add(arn: string, tags: { readonly [key: string]: string }): void;
  remove(arn: string, keys: readonly string[]): void;
  /** The resource is gone. */
  forget(arn: string): void;
};

export function createTags(storage: Storage, service: string): Tags {
  const stored = entriesOf<{ readonly [key: string]: string }>(storage, `${service} tags`);
  const known = new Map(stored.all());
  const put = (arn: string, tags: { readonly [key: string]: string }): void => {
    known.set(arn, tags);
    stored.put(arn, tags);
  };
  return {
    of: (arn) => known.get(arn) ?? {},
    add: (arn, tags) => put(arn, { ...known.get(arn), ...tags }),
    remove(arn, keys) {
      const left = Object.entries(known.get(arn) ?? {}).filter(([key]) => !keys.includes(key));
      put(arn, Object.fromEntries(left));
    },
    forget(arn) {
      known.delete(arn);
      stored.remove(arn);
    },
  };
}

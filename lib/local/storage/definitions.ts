import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../service.ts';
import type { Storage } from './storage.ts';
import { entriesOf } from './typed.ts';

/**
 * What resources of one kind are. Those of the template are made anew at each start, those that the API made or changed
 * are kept. Where both say something, the API's word holds until the template says something else: as with
 * CloudFormation, which sets what changed in its template and leaves the rest.
 */
export type Definitions<Definition extends Json> = {
  /** To be called with what a resource is after each change of it. */
  changed(name: string, definition: Definition): void;
  deleted(name: string): void;
  /**
   * To be called once, when the template's resources are there: hands on what the API had made of which resource;
   * `undefined` stands for one that it had deleted. What is told of meanwhile is nothing new.
   */
  restore(apply: (name: string, definition: Definition | undefined) => void | Promise<void>): Promise<void>;
};

/** `null`: it is not there. */
type Kept<Definition extends Json> = {
  readonly template: Definition | null;
  readonly now: Definition | null;
};

/** `sameness` of a definition is what is compared, where a part of it is not of the template's making. */
export function createDefinitions<Definition extends Json>(
  storage: Storage,
  kind: string,
  sameness: (definition: Definition) => Json = (definition) => definition,
): Definitions<Definition> {
  const entries = entriesOf<Kept<Definition>>(storage, kind);
  const template = new Map<string, Definition>();
  let phase: 'template' | 'restoring' | 'open' = 'template';
  const isSame = (one: Definition | null, other: Definition | null): boolean =>
    one === null || other === null ? one === other : isDeepStrictEqual(sameness(one), sameness(other));
  const keep = (name: string, now: Definition | null): void => {
    if (!storage.durable || phase === 'restoring') return;
    if (phase === 'template') {
      if (now === null) template.delete(name);
      else template.set(name, now);
      return;
    }
    const before = template.get(name) ?? null;
    if (isSame(before, now)) entries.remove(name);
    else entries.put(name, { template: before, now });
  };
  return {
    changed: keep,
    deleted: (name) => keep(name, null),
    async restore(apply) {
      phase = 'restoring';
      for (const [name, kept] of entries.all()) {
        if (isSame(kept.template, template.get(name) ?? null)) await apply(name, kept.now ?? undefined);
        else entries.remove(name);
      }
      phase = 'open';
    },
  };
}

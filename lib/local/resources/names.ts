import { createHash } from 'node:crypto';
import type { ResourceRequest } from '../template/deploy.ts';

/** A physical name for a resource that is not given one: the same at every start. */
export function physicalName({ stack, id }: ResourceRequest, longest = 64): string {
  const name = `${stack}-${id}`;
  if (name.length <= longest) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return `${name.slice(0, longest - hash.length - 1)}-${hash}`;
}

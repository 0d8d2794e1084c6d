import type { PictureNode } from '../../../layout/picture.ts';

/** Ids that begin with `#` are no names. */
export function nameOf({ id, title }: PictureNode): string {
  return id.startsWith('#') ? title.join(' ') : id;
}

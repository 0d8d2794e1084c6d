/** A notice as it goes onto the bus. */
import { cutJson } from './cut.ts';
import type { Notice } from './notices.ts';

/** Ten of them are one PutEvents call, which takes less than 1 MB; and a queue behind the bus takes 256 KB. */
export const MAX_DETAIL_BYTES = 64_000;

/** The `detail` of the event on the bus: long reasons and labels are cut, the same way each time it is told. */
export function detailOf(notice: Notice): string {
  const { id, choreography, detail } = notice;
  const deviation = notice.detailType === 'Choreography Deviation' ? { deviation: notice.deviation } : {};
  return cutJson({ id, choreography, ...deviation, ...detail }, MAX_DETAIL_BYTES);
}

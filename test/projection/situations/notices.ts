import type { Notice } from '../../../lib/projection/notices.ts';

/** A notice as a test writes it: `late p1 after …`, `closed succeeded Done`. */
export function inShort({ detail, detailType, ...notice }: Notice): string {
  const words =
    detailType === 'Choreography Instance Closed'
      ? ['closed', detail['outcome'], detail['lastState'], detail['error']]
      : ['deviation' in notice ? notice.deviation : '', detail['identity'] ?? detail['state']];
  return words.flatMap((word) => (typeof word === 'string' ? [word] : [])).join(' ');
}

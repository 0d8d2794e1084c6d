/** What the bus does with an event, and what is said on it. */
import { parseJson } from '../../local/asl/json.ts';
import type { Json } from '../../local/service.ts';
import type { Envelope } from '../../projection/messages.ts';
import { detailOf } from '../../projection/notice-detail.ts';
import { NOTICE_SOURCE, noticesOf } from '../../projection/notices.ts';
import { itemOf } from '../../projection/parse-row.ts';
import { matchesPattern } from '../../projection/pattern.ts';
import type { InstanceRow } from '../../projection/rows.ts';
import type { Deployed } from './deployed.ts';

export type Taken = { readonly choreography: string; readonly rule: 'start' | 'events' };

/** The rules that match: of one choreography one at most. */
export function takenBy(deployed: ReadonlyMap<string, Deployed>, envelope: Envelope): readonly Taken[] {
  return [...deployed].flatMap(([choreography, { compiled }]): readonly Taken[] => {
    const { start, events } = compiled.rules;
    if (matchesPattern(start, envelope)) return [{ choreography, rule: 'start' }];
    const isTaken = events !== undefined && matchesPattern(events, envelope);
    return isTaken ? [{ choreography, rule: 'events' }] : [];
  });
}

/** As it is put: the bus adds what it is told by nobody. */
export type Said = { readonly source: string; readonly detailType: string; readonly detail: Json };

export function envelopeOf({ source, detailType, detail }: Said, id: string, now: number): Envelope {
  return {
    version: '0',
    id,
    source,
    'detail-type': detailType,
    account: '000000000000',
    region: 'eu-central-1',
    resources: [],
    time: `${new Date(now).toISOString().slice(0, 19)}Z`,
    detail,
  };
}

/** What the notifier says of a closing: other choreographies hear it. */
export function closingsIn(
  before: InstanceRow | undefined,
  after: InstanceRow,
  now: number,
): readonly Said[] {
  const change = { before: before === undefined ? undefined : itemOf(before), after: itemOf(after) };
  return noticesOf(change, now).flatMap((notice): readonly Said[] => {
    const { detailType } = notice;
    if (detailType !== 'Choreography Instance Closed') return [];
    return [{ source: NOTICE_SOURCE, detailType, detail: parseJson(detailOf(notice)) }];
  });
}

import type { EventDeclaration } from '../definition/model.ts';
import { didYouMean, either } from '../definition/suggest.ts';
import type { FileEvent } from './event-file.ts';

type Field = 'source' | 'detail-type';

/** What an event that is none of the vocabulary may be meant for, to be said behind that; empty where nothing is near. */
export function nearEvent({ source, detailType }: FileEvent, events: readonly EventDeclaration[]): string {
  const named = events.filter((event) => textsOf(event, 'detail-type').includes(detailType));
  if (named.length === 0) {
    const known = events.flatMap((event) => textsOf(event, 'detail-type'));
    return didYouMean(detailType, known);
  }
  const sources = new Set(named.flatMap((event) => textsOf(event, 'source')));
  if (sources.size === 0) return '';
  if (sources.has(source)) return ' Its pattern asks for more than the source and the detail-type.';
  return ` Its source there is ${either([...sources].map((each) => JSON.stringify(each)))}.`;
}

/** Those that a pattern says literally; what it says of beginnings and the like is no name. */
function textsOf({ pattern }: EventDeclaration, field: Field): readonly string[] {
  const values = pattern[field];
  return Array.isArray(values) ? values.filter((value): value is string => typeof value === 'string') : [];
}

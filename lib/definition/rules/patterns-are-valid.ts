import { parsePattern } from '../../patterns/parse.ts';
import { patternOf } from '../build.ts';
import type { DraftEvent } from '../draft.ts';
import type { Finding, Path } from '../problems.ts';
import { entriesOf } from '../read-data.ts';
import { isList, type Data } from '../data.ts';
import { didYouMean, every } from '../suggest.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** EventBridge takes them, and they can match at all. */
export const patternsAreValid: Rule = ({ events }) =>
  events.flatMap((event) => [...fieldFindings(event), ...validity(event)]);

const ENVELOPE = ['account', 'detail', 'id', 'region', 'replay-name', 'resources', 'time', 'version'];
const OWN_KEYS: ReadonlyMap<string, string> = new Map([
  ['source', 'source'],
  ['detail-type', 'detailType'],
]);

function fieldFindings({ name, pattern }: DraftEvent): readonly Finding[] {
  return entriesOf(pattern).flatMap(([field]): readonly Finding[] => {
    const at = { path: [...name.path, 'pattern', field], at: 'key' } as const;
    const own = OWN_KEYS.get(field);
    if (own !== undefined) {
      const message = `The pattern of ${quoted(name.text)} names \`${field}\`, which the event's own \`${own}\` does already. Say it there.`;
      return [{ code: 'pattern-invalid', message, ...at }];
    }
    if (field === '$or' || ENVELOPE.includes(field)) return [];
    const fields = ENVELOPE.map((known) => `\`${known}\``);
    const message = `No event has the field \`${field}\` beside its detail, so the pattern of ${quoted(name.text)} matches nothing.${didYouMean(field, ENVELOPE)} What the producer sends is under \`detail\`; the other fields are ${every(fields.filter((known) => known !== '`detail`'))}.`;
    return [{ code: 'pattern-invalid', message, ...at }];
  });
}

function validity(event: DraftEvent): readonly Finding[] {
  const { source, detailType, pattern } = event;
  const own = patternOf({ ...event, pattern: undefined });
  return [
    ...(hasShape(source) ? judge(event, { source: own.source }, ['source']) : []),
    ...(hasShape(detailType) ? judge(event, { type: own['detail-type'] }, ['detailType']) : []),
    ...(isMapping(pattern) ? judge(event, pattern, narrowed(pattern, ['pattern'])) : []),
  ];
}

/** What has another shape has been reported as that. */
function hasShape(matcher: Data | undefined): boolean {
  return typeof matcher === 'string' || (isList(matcher) && matcher.length > 0);
}

function isMapping(data: Data | undefined): data is { readonly [key: string]: Data } {
  return data !== undefined && data !== null && typeof data === 'object' && !isList(data);
}

function judge({ name }: DraftEvent, pattern: unknown, path: Path): readonly Finding[] {
  const parsed = parsePattern(JSON.stringify(pattern));
  if (parsed.kind === 'pattern') return [];
  const reason = parsed.message.replace(/^Event pattern is not valid\. Reason: /, '').replace(/\.$/, '');
  const message = `EventBridge does not take the pattern of ${quoted(name.text)}: ${reason}.`;
  return [{ code: 'pattern-invalid', message, path: [...name.path, ...path] }];
}

/** The innermost part that is wrong by itself. */
function narrowed(pattern: Data, path: Path): Path {
  for (const [key, value] of entriesOf(pattern)) {
    if (parsePattern(JSON.stringify({ [key]: value })).kind === 'pattern') continue;
    return narrowed(value, [...path, key]);
  }
  return path;
}

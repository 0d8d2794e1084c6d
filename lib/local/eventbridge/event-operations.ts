import { readLeadingJson } from '../../patterns/json.ts';
import { matchesJson } from '../../patterns/matches.ts';
import { textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json } from '../service.ts';
import { entriesIn } from './entries.ts';
import type { EventParts } from './envelope.ts';
import { validation } from './errors.ts';
import type { Operations } from './operations.ts';
import { demandPattern } from './rule.ts';

/** What an event has to have to be tested; `resources` and `detail` may be left out. */
const REQUIRED = ['id', 'account', 'source', 'time', 'region', 'detail-type'];

export function eventOperations(around: {
  readonly now: () => number;
  /** Brings an event to the bus of this name or ARN. The result is the event's id. */
  readonly publish: (bus: string, parts: Omit<EventParts, 'id'>) => string;
}): Operations {
  return {
    PutEvents(input) {
      if (input['EndpointId'] !== undefined)
        throw validation('Global endpoints (EndpointId) are not there in the local cloud.');
      const results = entriesIn(input, around.now()).map((entry): JsonObject => {
        if (entry.kind === 'refused') return { ErrorCode: entry.code, ErrorMessage: entry.message };
        return { EventId: around.publish(entry.bus, entry.parts) };
      });
      return {
        FailedEntryCount: results.filter((result) => result['ErrorCode'] !== undefined).length,
        Entries: results,
      };
    },
    TestEventPattern: testEventPattern,
  };
}

function testEventPattern(input: JsonObject): Json {
  const pattern = demandPattern(textOf(input['EventPattern']) ?? '');
  const reading = readLeadingJson(textOf(input['Event']) ?? '');
  if (reading.kind === 'invalid' || reading.node.kind !== 'object') throw invalidEvent('');
  const { members } = reading.node;
  const missing = REQUIRED.filter((name) => !members.some(({ key }) => key === name));
  if (missing.length > 0) throw invalidEvent(` Reason: Missing required fields: ${missing.join(', ')}`);
  const time = members.findLast(({ key }) => key === 'time')?.value;
  if (time?.kind !== 'string' || Number.isNaN(Date.parse(time.value)))
    throw invalidEvent(' Reason: Invalid time.');
  return { Result: matchesJson(pattern, reading.node) };
}

function invalidEvent(reason: string): AwsError {
  return new AwsError('InvalidEventPatternException', `Parameter Event is not valid.${reason}`);
}

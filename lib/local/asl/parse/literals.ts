/** Fields with values of one type: one that is written down is checked here, one that is computed when it is. */
import type { Json } from '../../service.ts';
import { isTimestamp } from '../instant.ts';
import { isList } from '../json.ts';
import { LONGEST_CLOCK, type Field } from '../model.ts';
import type { Source } from './object.ts';
import { field } from './template.ts';

/** Seconds of a clock. */
export function secondsIn(source: Source, name: string, least: number): Field | undefined {
  return checked(source, name, (value) => notWhole(value, least, LONGEST_CLOCK));
}

export function countIn(source: Source, name: string): Field | undefined {
  return checked(source, name, (value) => notWhole(value, 0, Infinity));
}

export function percentageIn(source: Source, name: string): Field | undefined {
  return checked(source, name, (value) => {
    if (typeof value !== 'number') return 'Expected value of type Number';
    if (value < 0) return 'Minimum value is 0.0';
    return value > 100 ? 'Maximum value is 100.0' : undefined;
  });
}

export function textIn(source: Source, name: string): Field | undefined {
  return checked(source, name, (value) =>
    typeof value === 'string' ? undefined : 'Expected value of type String',
  );
}

export function timestampIn(source: Source, name: string): Field | undefined {
  return checked(source, name, (value) =>
    typeof value === 'string' && isTimestamp(value) ? undefined : 'String does not match RFC3339 timestamp',
  );
}

export function listIn(source: Source, name: string): Field | undefined {
  return checked(source, name, (value) => (isList(value) ? undefined : 'Expected value of type Array'));
}

const COMPUTED = ['expression', 'path', 'call'];

function checked(
  source: Source,
  name: string,
  complaint: (value: Json) => string | undefined,
): Field | undefined {
  const found = field(source, name);
  if (found === undefined || COMPUTED.includes(found.value.kind)) return found;
  const problem = complaint(source.object[name] ?? null);
  if (problem !== undefined) source.problems.schema(problem, `${source.at}/${name}`);
  return found;
}

function notWhole(value: Json, least: number, most: number): string | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value)) return 'Expected value of type Integer';
  if (value < least) return `Minimum value is ${least}`;
  return value > most ? `Maximum value is ${most}` : undefined;
}

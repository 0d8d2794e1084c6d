import { isList, isObject, numberOf, type JsonObject } from './json.ts';
import { AwsError, type Json } from './service.ts';

/** What the model of an AWS API says of a member: of a text, unless it says something of numbers or of elements. */
export type Constraint = {
  readonly required?: true;
  /** Of a text's or list's length; a payload's is counted in bytes. */
  readonly min?: number;
  readonly max?: number;
  readonly bytes?: true;
  /** A regular expression for all of a text. */
  readonly pattern?: string;
  readonly values?: readonly string[];
  /** Of a number. */
  readonly least?: number;
  readonly greatest?: number;
  /** AWS does not repeat what was given. */
  readonly secret?: true;
  /** Of each element of a list: of the element itself, or of its members. */
  readonly each?: Constraint;
  readonly members?: Constraints;
};

export type Constraints = { readonly [member: string]: Constraint };

/** Refuses with all that is wrong, as AWS does before anything else. @throws AwsError */
export function checkMembers(input: JsonObject, constraints: Constraints): void {
  const found: string[] = [];
  inspectMembers(input, constraints, () => '', found);
  if (found.length === 0) return;
  const count = found.length === 1 ? '1 validation error' : `${found.length} validation errors`;
  throw new AwsError('ValidationException', `${count} detected: ${found.join('; ')}`);
}

/** Where a member is, told only where something is wrong with it. */
type Place = () => string;

function inspectMembers(input: JsonObject, constraints: Constraints, around: Place, found: string[]): void {
  for (const name in constraints) {
    const value = input[name];
    const constraint = constraints[name];
    // Most members are not given, and may be absent.
    if (constraint === undefined || (value === undefined && constraint.required !== true)) continue;
    inspect(value, constraint, () => `${around()}${name.charAt(0).toLowerCase()}${name.slice(1)}`, found);
  }
}

function inspect(value: Json | undefined, constraint: Constraint, place: Place, found: string[]): void {
  if (value === undefined || value === null) {
    if (constraint.required === true) found.push(broken('not be null', place, 'null '));
    return;
  }
  demandType(value, constraint, place);
  const rules = rulesOf(value, constraint);
  if (rules.length > 0) {
    const shown = constraint.secret === true ? '' : `'${spelled(value)}' `;
    found.push(...rules.map((rule) => broken(rule, place, shown)));
  }
  if (!isList(value)) return;
  for (const [index, item] of value.entries()) {
    const at = (): string => `${place()}.${index + 1}.member`;
    if (constraint.each !== undefined) inspect(item, constraint.each, at, found);
    else if (isObject(item)) inspectMembers(item, constraint.members ?? {}, () => `${at()}.`, found);
  }
}

function broken(rule: string, place: Place, shown: string): string {
  return `Value ${shown}at '${place()}' failed to satisfy constraint: Member must ${rule}`;
}

/** Those that it breaks. */
function rulesOf(value: Json, constraint: Constraint): readonly string[] {
  if (typeof value === 'string') return rulesOfText(value, constraint);
  if (typeof value === 'number') return rulesOfNumber(value, constraint);
  return isList(value) ? rulesOfLength(value.length, constraint) : [];
}

/** Of a number the template may have made a text. */
function demandType(value: Json, constraint: Constraint, place: Place): void {
  const { least, greatest, each, members, min, max } = constraint;
  if (least !== undefined || greatest !== undefined) {
    if (numberOf(value) === undefined) throw refused('number', place);
  } else if (each !== undefined || members !== undefined) {
    if (!isList(value)) throw refused('list', place);
    if (members !== undefined && !value.every(isObject)) throw refused('list of objects', place);
  } else if ((min ?? max ?? constraint.values) !== undefined && typeof value !== 'string')
    throw refused('string', place);
}

function refused(type: string, place: Place): AwsError {
  return new AwsError('SerializationException', `${place()} must be a ${type}`);
}

function rulesOfText(text: string, constraint: Constraint): readonly string[] {
  const { bytes, pattern, values } = constraint;
  const rules = rulesOfLength(bytes === true ? Buffer.byteLength(text) : text.length, constraint);
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(text))
    rules.push(`satisfy regular expression pattern: ${pattern}`);
  if (values?.includes(text) === false) rules.push(`satisfy enum value set: [${values.join(', ')}]`);
  return rules;
}

function rulesOfLength(length: number, { min, max }: Constraint): string[] {
  if (min !== undefined && length < min) return [`have length greater than or equal to ${min}`];
  if (max !== undefined && length > max) return [`have length less than or equal to ${max}`];
  return [];
}

function rulesOfNumber(value: number, { least, greatest }: Constraint): readonly string[] {
  if (least !== undefined && value < least) return [`have value greater than or equal to ${least}`];
  if (greatest !== undefined && value > greatest) return [`have value less than or equal to ${greatest}`];
  return [];
}

const LONGEST_SHOWN = 5000;

/** AWS shows its own objects for a list; how many there are says more than all of them. */
function spelled(value: Json): string {
  if (typeof value === 'string')
    return value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value;
  if (!isList(value)) return JSON.stringify(value);
  return value.length === 0 ? '[]' : `[${value.length} elements]`;
}

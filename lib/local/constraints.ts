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
  const found = violationsOf(input, constraints, () => '');
  if (found.length === 0) return;
  const count = found.length === 1 ? '1 validation error' : `${found.length} validation errors`;
  throw new AwsError('ValidationException', `${count} detected: ${found.join('; ')}`);
}

/** Where a member is, told only where something is wrong with it. */
type Place = () => string;

function violationsOf(input: JsonObject, constraints: Constraints, around: Place): readonly string[] {
  const found: string[] = [];
  for (const name in constraints) {
    const [value, constraint] = [input[name], constraints[name]];
    // Most members are not given, and may be absent.
    if (constraint === undefined || (value === undefined && constraint.required !== true)) continue;
    const place = (): string => `${around()}${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    found.push(...violations(value, constraint, place));
  }
  return found;
}

function violations(value: Json | undefined, constraint: Constraint, place: Place): readonly string[] {
  if (value === undefined || value === null)
    return constraint.required === true ? [broken('not be null', place, 'null ')] : [];
  demandType(value, constraint, place);
  const rules = rulesOf(value, constraint);
  const shown = rules.length === 0 || constraint.secret === true ? '' : `'${spelled(value)}' `;
  const own = rules.map((rule) => broken(rule, place, shown));
  if (!isList(value)) return own;
  const inner = value.flatMap((item, index) => {
    const at = (): string => `${place()}.${index + 1}.member`;
    if (constraint.each !== undefined) return violations(item, constraint.each, at);
    return isObject(item) ? violationsOf(item, constraint.members ?? {}, () => `${at()}.`) : [];
  });
  return [...own, ...inner];
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
  const refused = (type: string): AwsError =>
    new AwsError('SerializationException', `${place()} must be a ${type}`);
  if (least !== undefined || greatest !== undefined) {
    if (numberOf(value) === undefined) throw refused('number');
  } else if (each !== undefined || members !== undefined) {
    if (!isList(value)) throw refused('list');
    if (members !== undefined && !value.every(isObject)) throw refused('list of objects');
  } else if ((min ?? max ?? constraint.values) !== undefined && typeof value !== 'string')
    throw refused('string');
}

function rulesOfText(text: string, constraint: Constraint): readonly string[] {
  const { bytes, pattern, values } = constraint;
  const length = bytes === true ? Buffer.byteLength(text) : text.length;
  return [
    ...rulesOfLength(length, constraint),
    ...(pattern === undefined || new RegExp(`^(?:${pattern})$`).test(text)
      ? []
      : [`satisfy regular expression pattern: ${pattern}`]),
    ...(values?.includes(text) === false ? [`satisfy enum value set: [${values.join(', ')}]`] : []),
  ];
}

function rulesOfLength(length: number, { min, max }: Constraint): readonly string[] {
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

import { tooComplex } from './complexity.ts';
import { readLeadingJson, type Member, type Node } from './json.ts';
import { parseMatcher } from './operators.ts';
import type { Clause, ParsedPattern, Pattern } from './pattern.ts';
import { reached, Refusal } from './refusal.ts';
import { RESERVED_IN_OR } from './reserved.ts';

/** EventBridge takes no pattern whose `$or` lists multiply to more. */
const MAX_ALTERNATIVES = 1000;

const TOO_COMPLEX =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character';

/**
 * Reads an event pattern as EventBridge does. The message of an invalid one is that of AWS's
 * `InvalidEventPatternException`, without the places that AWS adds in lines of their own.
 */
export function parsePattern(text: string): ParsedPattern {
  const invalid = (reason: string, places: readonly number[]): ParsedPattern => ({
    kind: 'invalid',
    message: `Event pattern is not valid. Reason: ${reason}`,
    places,
  });
  if (text.trim() === '') return invalid('Filter is not an object', [text.length]);
  const reading = readLeadingJson(text);
  if (reading.kind === 'invalid') return invalid(reading.message, [reading.position]);
  const { node } = reading;
  if (node.kind !== 'object') return invalid('Filter is not an object', [reached(node)]);
  try {
    const alternatives = addObject([new Map()], undefined, node, false);
    return { kind: 'pattern', pattern: compile(alternatives) };
  } catch (error) {
    if (error instanceof Refusal) return invalid(error.message, error.places);
    throw error;
  }
}

/**
 * The clauses so far by their paths, once for each way through the `$or`s. A path that comes again replaces what was
 * there: so says EventBridge, of keys written twice and of fields repeated inside `$or`.
 */
type Draft = ReadonlyMap<string, Clause>;

function addObject(
  drafts: readonly Draft[],
  path: string | undefined,
  object: Extract<Node, { kind: 'object' }>,
  insideOr: boolean,
): readonly Draft[] {
  if (object.members.length === 0) throw new Refusal('Empty objects are not allowed', object.end);
  return object.members.reduce((sum, member) => addMember(sum, path, member, insideOr), drafts);
}

function addMember(
  drafts: readonly Draft[],
  path: string | undefined,
  { key, value }: Member,
  insideOr: boolean,
): readonly Draft[] {
  if (key === '$or') return addOr(drafts, path, value);
  if (insideOr && RESERVED_IN_OR.has(key))
    throw new Refusal(`${key} is Ruler reserved fieldName which cannot be used inside $or.`, reached(value));
  const inner = path === undefined ? key : `${path}.${key}`;
  switch (value.kind) {
    case 'object':
      return addObject(drafts, inner, value, insideOr);
    case 'array': {
      const clause = parseClause(inner, value);
      return drafts.map((draft) => new Map([...draft, [inner, clause]]));
    }
    case 'string':
    case 'number':
    case 'literal':
      throw new Refusal(`"${key}" must be an object or an array`, reached(value));
  }
}

function addOr(drafts: readonly Draft[], path: string | undefined, list: Node): readonly Draft[] {
  if (list.kind !== 'array') throw new Refusal('It must be an Array followed with $or.', reached(list));
  const forked = list.items.flatMap((item) => {
    if (item.kind !== 'object')
      throw new Refusal('Only JSON object is allowed in array of $or relationship.', reached(item));
    return addObject(drafts, path, item, true);
  });
  if (list.items.length < 2)
    throw new Refusal('There must have at least 2 Objects in $or relationship.', list.end);
  if (forked.length > MAX_ALTERNATIVES)
    throw new Refusal(`$or makes ${forked.length} combinations; at most ${MAX_ALTERNATIVES} are allowed`);
  return forked;
}

function parseClause(path: string, list: Extract<Node, { kind: 'array' }>): Clause {
  const matchers = list.items.map(parseMatcher);
  if (matchers.length === 0) throw new Refusal('Empty arrays are not allowed', list.end);
  const tests = matchers.filter((matcher) => matcher.kind === 'test');
  if (tooComplex(tests.map(({ wildcards }) => wildcards ?? []))) throw new Refusal(TOO_COMPLEX);
  return { path, tests: tests.map(({ test }) => test), absent: tests.length < matchers.length };
}

function compile(drafts: readonly Draft[]): Pattern {
  const alternatives = drafts.map((draft) =>
    [...draft.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0)),
  );
  const paths = new Set(alternatives.flat().map((clause) => clause.path));
  const prefixes = new Set<string>();
  for (const path of paths)
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1))
      prefixes.add(path.slice(0, dot));
  return { alternatives, paths, prefixes };
}

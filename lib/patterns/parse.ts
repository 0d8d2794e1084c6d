import { readJson, type Member, type Node } from './json.ts';
import { parseMatcher } from './operators.ts';
import type { Clause, ParsedPattern, Pattern, Test } from './pattern.ts';
import { Refusal } from './refusal.ts';
import { RESERVED_IN_OR } from './reserved.ts';

/** EventBridge takes no pattern whose `$or` lists multiply to more. */
const MAX_ALTERNATIVES = 1000;

/**
 * Reads an event pattern as EventBridge does. The message of an invalid one is that of AWS's
 * `InvalidEventPatternException`, without the place that AWS adds in a second line.
 */
export function parsePattern(text: string): ParsedPattern {
  const invalid = (reason: string, position: number): ParsedPattern => ({
    kind: 'invalid',
    message: `Event pattern is not valid. Reason: ${reason}`,
    position,
  });
  const reading = readJson(text);
  if (reading.kind === 'invalid') return invalid(reading.message, reading.position);
  if (reading.node.kind !== 'object') return invalid('Filter is not an object', reading.node.at);
  try {
    const alternatives = addObject([new Map()], undefined, reading.node, false);
    return { kind: 'pattern', pattern: compile(alternatives) };
  } catch (error) {
    if (error instanceof Refusal) return invalid(error.message, error.position);
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
  if (object.members.length === 0) throw new Refusal('Empty objects are not allowed', object.at);
  return object.members.reduce((sum, member) => addMember(sum, path, member, insideOr), drafts);
}

function addMember(
  drafts: readonly Draft[],
  path: string | undefined,
  { key, value, at }: Member,
  insideOr: boolean,
): readonly Draft[] {
  if (key === '$or') return addOr(drafts, path, value);
  if (insideOr && RESERVED_IN_OR.has(key))
    throw new Refusal(`${key} is Ruler reserved fieldName which cannot be used inside $or.`, at);
  const inner = path === undefined ? key : `${path}.${key}`;
  switch (value.kind) {
    case 'object':
      return addObject(drafts, inner, value, insideOr);
    case 'array': {
      const clause = parseClause(inner, value.items, value.at);
      return drafts.map((draft) => new Map([...draft, [inner, clause]]));
    }
    case 'string':
    case 'number':
    case 'literal':
      throw new Refusal(`"${key}" must be an object or an array`, value.at);
  }
}

function addOr(drafts: readonly Draft[], path: string | undefined, list: Node): readonly Draft[] {
  if (list.kind !== 'array') throw new Refusal('It must be an Array followed with $or.', list.at);
  const forked = list.items.flatMap((item) => {
    if (item.kind !== 'object')
      throw new Refusal('Only JSON object is allowed in array of $or relationship.', item.at);
    return addObject(drafts, path, item, true);
  });
  if (list.items.length < 2)
    throw new Refusal('There must have at least 2 Objects in $or relationship.', list.at);
  if (forked.length > MAX_ALTERNATIVES)
    throw new Refusal(
      `$or makes ${forked.length} combinations; at most ${MAX_ALTERNATIVES} are allowed`,
      list.at,
    );
  return forked;
}

function parseClause(path: string, items: readonly Node[], at: number): Clause {
  if (items.length === 0) throw new Refusal('Empty arrays are not allowed', at);
  const tests: Test[] = [];
  let absent = false;
  for (const item of items) {
    const matcher = parseMatcher(item);
    if (matcher.kind === 'absent') absent = true;
    else tests.push(matcher.test);
  }
  return { path, tests, absent };
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

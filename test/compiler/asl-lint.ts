import { parseExpression } from '../../lib/expressions/parse.ts';
import { referencesOf } from '../../lib/expressions/references.ts';

/**
 * What asl-validator does not see in a machine in JSONata mode: expressions that jsonata 2.0.6 does not parse or that
 * read what is not there, names and targets across scopes, the order of catchers, retries that would swallow a failure.
 */
export function lintMachine(machine: unknown): string[] {
  const problems: string[] = [];
  const names = new Set<string>();
  lintScope(record(machine), names, problems);
  return problems;
}

type Json = { readonly [field: string]: unknown };

function lintScope(scope: Json, names: Set<string>, problems: string[]): void {
  const states = record(scope['States']);
  for (const [name, body] of Object.entries(states)) {
    if (names.has(name)) problems.push(`${name}: two states have this name`);
    if (name.length > 80) problems.push(`${name}: longer than 80 characters`);
    names.add(name);
    lintState(name, record(body), states, names, problems);
  }
  const reached = reachable(String(scope['StartAt']), states);
  for (const name of Object.keys(states)) {
    if (!reached.has(name)) problems.push(`${name}: cannot be reached`);
  }
}

function lintState(name: string, state: Json, scope: Json, names: Set<string>, problems: string[]): void {
  for (const target of targets(state)) {
    if (!(target in scope)) problems.push(`${name}: leads to ${target}, which is not in its scope`);
  }
  for (const branch of list(state['Branches'])) lintScope(branch, names, problems);
  for (const retrier of list(state['Retry'])) {
    const broad = errors(retrier).filter((error) => !/^DynamoDb\.\w+$/.test(error));
    if (broad.length > 0) problems.push(`${name}: retries ${broad.join(', ')}`);
  }
  const caught = list(state['Catch']).map(errors);
  caught.forEach((group, index) => {
    const all = group.includes('States.ALL');
    if (all && (index < caught.length - 1 || group.length > 1))
      problems.push(`${name}: States.ALL is not last`);
  });
  const repeated = caught.flat().filter((error, index, every) => every.indexOf(error) !== index);
  if (repeated.length > 0) problems.push(`${name}: catches ${repeated.join(', ')} twice`);
  for (const [field, value] of Object.entries(state)) {
    if (field !== 'Branches') lintTemplate(name, field, value, problems);
  }
}

/** Which parts of `$states` each field may read. */
const READABLE: Readonly<Record<string, readonly string[]>> = {
  Output: ['input', 'context', 'result'],
  Catch: ['input', 'context', 'errorOutput'],
};

function lintTemplate(state: string, field: string, value: unknown, problems: string[]): void {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) lintTemplate(state, field, inner, problems);
    return;
  }
  if (typeof value !== 'string') return;
  const [, source] = /^\{%([^]*)%\}$/.exec(value) ?? [];
  if (source === undefined) {
    if (value.includes('{%')) problems.push(`${state}: ${field} holds a literal that looks like JSONata`);
    return;
  }
  const parsed = parseExpression(source);
  if (parsed.kind === 'invalid') {
    problems.push(`${state}: ${field} does not parse: ${parsed.message}`);
    return;
  }
  const readable = READABLE[field] ?? ['input', 'context'];
  for (const [, part] of source.matchAll(/\$states\.(\w+)/g)) {
    if (part !== undefined && !readable.includes(part))
      problems.push(`${state}: ${field} reads $states.${part}`);
  }
  for (const { name } of referencesOf(parsed.expression)) {
    if (!KNOWN.has(name)) problems.push(`${state}: ${field} reads $${name}`);
  }
}

const KNOWN = new Set(['states', 'exists', 'floor', 'fromMillis', 'pad', 'string', 'toMillis']);

function reachable(from: string, states: Json): Set<string> {
  const reached = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    open.push(...targets(record(states[name])));
  }
  return reached;
}

function targets(state: Json): string[] {
  const followers = [...list(state['Choices']), ...list(state['Catch'])].map((item) => item['Next']);
  return [state['Next'], state['Default'], ...followers].filter((next) => typeof next === 'string');
}

function errors(handler: Json): string[] {
  const value = handler['ErrorEquals'];
  return Array.isArray(value) ? value.map(String) : [];
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

import type { z } from 'zod';
import { definitionSchema, STATE_SHAPES } from './schema.ts';
import { laterForm, LATER, notYet } from './later.ts';
import { placeOf } from './place.ts';
import type { Finding, Path } from './problems.ts';
import { entriesOf, kindOf, memberOf } from './read-draft.ts';
import { DURATION_FORMS } from './duration.ts';
import { isList, type Data } from './data.ts';
import { didYouMean, either, every, nearMisses } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** Holds the data against the schema; says in our own words what does not fit. */
export function checkShape(data: Data): readonly Finding[] {
  const issues = definitionSchema.safeParse(data).error?.issues ?? [];
  const findings = [
    ...issues.filter((issue) => !isInState(issue)).flatMap((issue) => findingsOf(issue, [], data)),
    ...entriesOf(memberOf(data, 'states')).flatMap(([name, state]) => stateFindings(name, state, data)),
  ];
  return findings.filter((finding) => !followsFrom(finding, findings));
}

function isInState(issue: Issue): boolean {
  return issue.path[0] === 'states' && issue.path.length > 1;
}

/** A state is judged as the kind its keys speak for; of a kind that is not supported yet only that is said. */
function stateFindings(name: string, state: Data, root: Data): readonly Finding[] {
  const path = ['states', name];
  const kind = kindOf(state);
  if (kind === 'other') {
    return entriesOf(state)
      .filter(([key]) => LATER.state.has(key))
      .map(([key]) => unknownKey(key, path, state));
  }
  const issues = STATE_SHAPES[kind].safeParse(state).error?.issues ?? [];
  return issues.flatMap((issue) => findingsOf(issue, path, root));
}

/** What is missing has been said where its key is misspelt, or where a form is refused that does without it. */
function followsFrom(missing: Finding, findings: readonly Finding[]): boolean {
  if (missing.code !== 'missing-key') return false;
  const key = String(missing.path.at(-1));
  return findings.some(({ code, path }) => {
    const sibling = JSON.stringify(path.slice(0, -1)) === JSON.stringify(missing.path.slice(0, -1));
    const misspelt = code === 'unknown-key' && nearMisses(String(path.at(-1)), [key]).length > 0;
    return sibling && (misspelt || (path.length > 1 && code === 'not-supported'));
  });
}

function findingsOf(issue: Issue, base: Path, root: Data): readonly Finding[] {
  const path = [...base, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  const value = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, value));
    case 'invalid_union':
      return unionFindings(issue, path, value, root);
    case 'invalid_value':
      return [unknownValue(issue.values.map(String), path, value)];
    case 'too_small':
      return [finding('wrong-type', `${nameOf(path)} is an empty list. Give it at least one entry.`, path)];
    case 'invalid_type':
      return [value === undefined ? missing(path) : wrongType([issue.expected], path, value)];
    default:
      return [finding('wrong-type', `${nameOf(path)} is not what is expected here: ${issue.message}.`, path)];
  }
}

/** Of the alternatives the one of the value's own type is judged. */
function unionFindings(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  value: Data | undefined,
  root: Data,
): readonly Finding[] {
  if (value === undefined) return [missing(path)];
  const meant = issue.errors.find((issues) => !issues.some(isOwnType));
  if (meant === undefined) return [wrongType(issue.errors.flatMap(expectedHere), path, value)];
  return meant.flatMap((inner) => findingsOf(inner, path, root));
}

function isOwnType(issue: Issue): boolean {
  return issue.path.length === 0 && issue.code === 'invalid_type';
}

function expectedHere(issues: readonly Issue[]): readonly string[] {
  return issues.flatMap((issue) => (issue.code === 'invalid_type' ? [issue.expected] : []));
}

function unknownKey(key: string, path: Path, value: Data | undefined): Finding {
  const place = placeOf(path, value);
  const at = { path: [...path, key], at: 'key' } as const;
  const purpose = place.later.get(key);
  if (purpose !== undefined)
    return { code: 'not-supported', message: notYet(`\`${key}\` (${purpose})`), ...at };
  const why = place.elsewhere.get(key);
  if (why !== undefined) {
    const message = `\`${key}\` cannot stand ${place.noun}: ${why}. A state is exactly one of wait (\`on\`), \`all\` and \`final\`; make it two states.`;
    return { code: 'mixed-kinds', message, ...at };
  }
  const allowed = place.keys.map((name) => `\`${name}\``);
  const can = allowed.length === 1 ? 'The only key allowed here is' : 'Allowed here are';
  const message = `\`${key}\` is no key ${place.noun}.${didYouMean(key, [...place.keys, ...place.later.keys()])} ${can} ${every(allowed)}.`;
  return { code: 'unknown-key', message, ...at };
}

function unknownValue(allowed: readonly string[], path: Path, value: Data | undefined): Finding {
  const quoted = allowed.map((name) => `\`${name}\``);
  const message = `${nameOf(path)} is ${shown(value)}; it can be ${either(quoted)}.${didYouMean(typeof value === 'string' ? value : '', allowed)}`;
  return finding('unknown-value', message, path);
}

function missing(path: Path): Finding {
  const key = String(path.at(-1) ?? '');
  if (key === 'target' && path[2] === 'after') {
    return finding('not-supported', notYet('A deadline without `target` (the state stays)'), path);
  }
  const hint = MISSING_HINTS.get(key);
  return finding('missing-key', `\`${key}\` is missing.${hint === undefined ? '' : ` ${hint}`}`, path);
}

const MISSING_HINTS: ReadonlyMap<string, string> = new Map([
  ['id', 'Name the choreography in kebab-case, such as `id: car-journey`.'],
  ['events', 'List the vocabulary, such as `events: { Order Placed: { source: order } }`.'],
  ['start', 'Say which events open an instance, such as `start: { on: { Order Placed: Placed } }`.'],
  ['on', 'Say which events open an instance, such as `on: { Order Placed: Placed }`.'],
  [
    'states',
    'List the states, such as `states: { Placed: { on: { Order Paid: Done } }, Done: { final: succeeded } }`.',
  ],
  ['source', 'Say where the event comes from, such as `source: order`.'],
  ['onDone', 'Name the state that follows when all members have arrived.'],
  ['target', 'Name the state that follows.'],
  ['delay', 'Say how long after the entry, such as `delay: 30m`.'],
]);

function wrongType(expected: readonly string[], path: Path, value: Data): Finding {
  const later = laterForm(path, value);
  if (later !== undefined) return finding('not-supported', notYet(later), path);
  const allowed = [...new Set(expected)].map((type) => KIND_NAMES.get(type) ?? type);
  const hint = DURATION_KEYS.has(String(path.at(-1))) ? ` Write ${DURATION_FORMS}.` : '';
  return finding(
    'wrong-type',
    `${nameOf(path)} is ${shown(value)}; it must be ${either(allowed)}.${hint}`,
    path,
  );
}

const DURATION_KEYS: ReadonlySet<string> = new Set(['hold', 'due', 'delay']);

const KIND_NAMES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['object', 'a mapping'],
  ['record', 'a mapping'],
  ['array', 'a list'],
  ['boolean', '`true` or `false`'],
]);

function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  return typeof last === 'number' ? `Entry ${last + 1} of \`${String(path.at(-2) ?? '')}\`` : `\`${last}\``;
}

function shown(value: Data | undefined): string {
  if (value === undefined || value === null) return 'empty';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping';
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'number' ? `the number ${value}` : `\`${value}\``;
}

function finding(code: Finding['code'], message: string, path: Path): Finding {
  return { code, message, path };
}

function valueAt(data: Data, path: Path): Data | undefined {
  let value: Data | undefined = data;
  for (const key of path) {
    value = typeof key === 'number' && isList(value) ? value[key] : memberOf(value, String(key));
  }
  return value;
}

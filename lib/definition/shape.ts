import type { z } from 'zod';
import { isList, type Data } from './data.ts';
import { LATER } from './later.ts';
import type { Finding, Path } from './problems.ts';
import { entriesOf, kindOf, memberOf } from './read-draft.ts';
import { definitionSchema, STATE_SHAPES } from './schema.ts';
import { finding, missing, nameOf, unknownKey, unknownValue, wrongType } from './shape-findings.ts';
import { nearMisses } from './suggest.ts';

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

/** What is missing has been said where its key is misspelt or left out (events right under `start`), or where a form is refused that does without it. */
function followsFrom(missing: Finding, findings: readonly Finding[]): boolean {
  if (missing.code !== 'missing-key') return false;
  const key = String(missing.path.at(-1));
  return findings.some(({ code, path }) => {
    const sibling = JSON.stringify(path.slice(0, -1)) === JSON.stringify(missing.path.slice(0, -1));
    const misspelt =
      code === 'unknown-key' && (path[0] === 'start' || nearMisses(String(path.at(-1)), [key]).length > 0);
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

function valueAt(data: Data, path: Path): Data | undefined {
  let value: Data | undefined = data;
  for (const key of path) {
    value = typeof key === 'number' && isList(value) ? value[key] : memberOf(value, String(key));
  }
  return value;
}

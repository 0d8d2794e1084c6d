import type { z } from 'zod';
import { isList, type Data } from './data.ts';
import { KIND_MARKS, kindOf } from './kinds.ts';
import type { Finding, Path } from './problems.ts';
import { entriesOf, memberOf } from './read-data.ts';
import { definitionSchema, STATE_SHAPES } from './schema.ts';
import {
  finding,
  missing,
  nameOf,
  outOfRange,
  unknownKey,
  unknownValue,
  wrongType,
} from './shape-findings.ts';
import { ITEM_SHAPES } from './shapes/states.ts';
import { REFUSED_IN_ITEMS } from './state-place.ts';
import { nearMisses } from './suggest.ts';

type Issue = z.core.$ZodIssue;

/** Holds the data against the schema; says in our own words what does not fit. */
export function checkShape(data: Data): readonly Finding[] {
  const issues = definitionSchema.safeParse(data).error?.issues ?? [];
  const findings = [
    ...issues.flatMap((issue) => findingsOf(issue, [], data)),
    ...innerFindings(data, [], data, false),
  ];
  return findings.filter((finding) => !followsFrom(finding, findings));
}

/** Of the states under `states` of whatever stands at `path`. */
function innerFindings(
  holder: Data | undefined,
  path: Path,
  root: Data,
  inItem: boolean,
): readonly Finding[] {
  return entriesOf(memberOf(holder, 'states')).flatMap(([name, state]) =>
    stateFindings(state, [...path, 'states', name], root, inItem),
  );
}

/** A state is judged as the kind its keys speak for. */
function stateFindings(state: Data, path: Path, root: Data, inItem: boolean): readonly Finding[] {
  const kind = kindOf(state);
  if (inItem) {
    if (kind !== 'wait' && kind !== 'final') return refusedInItem(state, path);
    return issuesIn(ITEM_SHAPES[kind], state).flatMap((issue) => findingsOf(issue, path, root));
  }
  const own = issuesIn(STATE_SHAPES[kind], state).flatMap((issue) => findingsOf(issue, path, root));
  switch (kind) {
    case 'compound':
      return [...own, ...innerFindings(state, path, root, false)];
    case 'forEach':
      return [...own, ...innerFindings(memberOf(state, 'forEach'), [...path, 'forEach'], root, true)];
    case 'parallel':
      return [
        ...own,
        ...entriesOf(memberOf(state, 'parallel')).flatMap(([name, region]) =>
          innerFindings(region, [...path, 'parallel', name], root, false),
        ),
      ];
    default:
      return own;
  }
}

function issuesIn(shape: z.ZodType, data: Data): readonly Issue[] {
  return shape.safeParse(data).error?.issues ?? [];
}

function refusedInItem(state: Data, path: Path): readonly Finding[] {
  return entriesOf(state)
    .filter(([key]) => REFUSED_IN_ITEMS.has(key))
    .map(([key]) => unknownKey(key, path, state));
}

/**
 * What is missing, or belongs to another kind, has been said where the key that is meant is misspelt (events right under
 * `start`); what is missing, too, where the state is of two kinds.
 */
function followsFrom(finding: Finding, findings: readonly Finding[]): boolean {
  if (finding.code !== 'missing-key' && finding.code !== 'mixed-kinds') return false;
  const meant = finding.code === 'mixed-kinds' ? KIND_MARKS : alternativesTo(String(finding.path.at(-1)));
  return findings.some(({ code, path }) => {
    const sibling = JSON.stringify(path.slice(0, -1)) === JSON.stringify(finding.path.slice(0, -1));
    const misspelt =
      code === 'unknown-key' && (path[0] === 'start' || nearMisses(String(path.at(-1)), meant).length > 0);
    return sibling && (misspelt || (finding.code === 'missing-key' && code === 'mixed-kinds'));
  });
}

/** Keys of which one is enough. */
const EITHER: readonly (readonly string[])[] = [
  ['publish', 'notify', 'task'],
  ['delay', 'at', 'silence'],
  ['errors', 'ErrorEquals'],
  ['target', 'Next'],
];

function alternativesTo(key: string): readonly string[] {
  return EITHER.find((keys) => keys.includes(key)) ?? [key];
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
      return [
        isList(value)
          ? empty('an empty list', path)
          : outOfRange('least', Number(issue.minimum), path, value),
      ];
    case 'too_big':
      return [outOfRange('most', Number(issue.maximum), path, value)];
    case 'custom':
      return [empty('an empty mapping', path)];
    case 'invalid_type':
      return [value === undefined ? missing(path) : wrongType([issue.expected], path, value)];
    default:
      return [finding('wrong-type', `${nameOf(path)} is not what is expected here: ${issue.message}.`, path)];
  }
}

function empty(what: string, path: Path): Finding {
  return finding('wrong-type', `${nameOf(path)} is ${what}. Give it at least one entry.`, path);
}

/** Of the alternatives of the value's own type the one is judged that fits it best. */
function unionFindings(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  value: Data | undefined,
  root: Data,
): readonly Finding[] {
  if (value === undefined) return [missing(path)];
  const [meant] = issue.errors
    .filter((issues) => !issues.some(isOwnType))
    .sort((a, b) => misfitsOf(a) - misfitsOf(b));
  if (meant === undefined) return [wrongType(issue.errors.flatMap(expectedHere), path, value)];
  return meant.flatMap((inner) => findingsOf(inner, path, root));
}

/** What is wrong further inside weighs less: what stands around it fits. */
function misfitsOf(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + misfits(issue) * 0.9 ** issue.path.length, 0);
}

/** Of alternatives as many as the best of them has. */
function misfits(issue: Issue): number {
  if (issue.code === 'unrecognized_keys') return issue.keys.length;
  if (issue.code !== 'invalid_union') return 1;
  const alternatives = issue.errors.filter((issues) => !issues.some(isOwnType));
  return alternatives.length === 0 ? 1 : Math.min(...alternatives.map(misfitsOf));
}

/** The value is not of the type that is expected; of alternatives, of none. */
function isOwnType(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((issues) => issues.some(isOwnType));
  return issue.code === 'invalid_type';
}

function expectedHere(issues: readonly Issue[]): readonly string[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'invalid_union') return issue.errors.flatMap(expectedHere);
    return issue.code === 'invalid_type' ? [issue.expected] : [];
  });
}

function valueAt(data: Data, path: Path): Data | undefined {
  let value: Data | undefined = data;
  for (const key of path) {
    value = typeof key === 'number' && isList(value) ? value[key] : memberOf(value, String(key));
  }
  return value;
}

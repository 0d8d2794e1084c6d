import type { Json } from '../../service.ts';
import { isList, isObject } from '../json.ts';
import { holds } from './filter.ts';
import { isDefinite, type Path, type Step } from './path.ts';

export type Found =
  | { readonly kind: 'found'; readonly value: Json }
  /** `beyond`: but for its index, which is not in the list, the path leads somewhere. */
  | { readonly kind: 'missing'; readonly reason: string; readonly beyond?: boolean };

/** What `$`, `$$` or a variable stands for. */
export type Roots = (path: Path) => Json | undefined;

export function find(path: Path, roots: Roots): Found {
  return findFrom(path, roots(path), roots);
}

function findFrom(path: Path, root: Json | undefined, roots: Roots): Found {
  if (root === undefined) return { kind: 'missing', reason: `No results for path: ${path.text}` };
  const { steps } = path;
  // Most paths are nothing but names, and the others begin with some.
  let position = 0;
  let reached = root;
  for (; position < steps.length; position += 1) {
    const member = memberAt(steps[position], reached);
    if (member === undefined) break;
    reached = member;
  }
  if (position === steps.length) return { kind: 'found', value: reached };
  return goOn(path, position, reached, roots);
}

/** The rest of the path: from the first step that is no name, or leads nowhere. */
function goOn(path: Path, begin: number, reached: Json, roots: Roots): Found {
  let values: readonly Json[] = [reached];
  let definite = true;
  for (const [index, step] of path.steps.slice(begin).entries()) {
    const position = begin + index;
    const last = position === path.steps.length - 1;
    if (step.kind === 'names' && step.names.length > 1 && !last && values.length > 0)
      return {
        kind: 'missing',
        reason: `Multi properties can only be used as path leafs: ${wayTo(path, position)}`,
      };
    const [from] = values;
    const barred = definite && from !== undefined ? misfit(path, position, from) : undefined;
    if (barred !== undefined) return { kind: 'missing', reason: barred };
    definite &&= isDefinite(step);
    const taken =
      from !== undefined && values.length === 1
        ? take(step, from, roots)
        : values.flatMap((value) => take(step, value, roots));
    if (taken.length === 0 && path.definite && from !== undefined) {
      const beyond = last && takesItems(step) && isList(from);
      return { kind: 'missing', reason: missing(path, position), ...(beyond && { beyond }) };
    }
    values = taken;
  }
  const [only] = values;
  if (!path.definite) return { kind: 'found', value: values };
  return only === undefined
    ? { kind: 'missing', reason: `No results for path: ${path.text}` }
    : { kind: 'found', value: only };
}

function memberAt(step: Step | undefined, value: Json): Json | undefined {
  const name = step?.kind === 'names' && step.names.length === 1 ? step.names[0] : undefined;
  if (name === undefined || !isObject(value) || !Object.hasOwn(value, name)) return undefined;
  return value[name];
}

/** In the words of Jayway: why this step cannot be taken from what a definite way leads to, be there more to it or not. */
function misfit(path: Path, position: number, from: Json): string | undefined {
  const step = path.steps[position];
  switch (step?.kind) {
    case 'names':
      return isObject(from)
        ? undefined
        : `Property ${bracketed(step)} not found in path ${wayTo(path, position - 1)}`;
    case 'indexes':
    case 'fromEnd':
    case 'slice':
      return isList(from)
        ? undefined
        : `Filter: ${bracketed(step)} can only be applied to arrays. Current context is: ${inJava(from)}`;
    case 'filter':
      return isList(from) || isObject(from)
        ? undefined
        : `Filter: [?] can not be applied to primitives. Current context is: ${inJava(from)}`;
    default:
      return undefined;
  }
}

/** As `misfit`, where the step fits and leads to nothing. */
function missing(path: Path, position: number): string {
  const last = path.steps.length - 1;
  return path.steps[position]?.kind === 'names' && position < last
    ? `Missing property in path ${wayTo(path, position)}`
    : `No results for path: ${wayTo(path, last)}`;
}

function wayTo({ steps }: Path, position: number): string {
  return `$${steps
    .slice(0, position + 1)
    .map(bracketed)
    .join('')}`;
}

function takesItems({ kind }: Step): boolean {
  return kind === 'indexes' || kind === 'fromEnd';
}

function bracketed(step: Step): string {
  if (step.kind === 'slice') return `[${step.from ?? ''}:${step.to ?? ''}]`;
  if (step.kind === 'fromEnd') return `[(@.length-${step.back})]`;
  if (step.kind === 'indexes') return `[${step.indexes.join(',')}]`;
  return step.kind === 'names' ? `[${step.names.map((name) => `'${name}'`).join(', ')}]` : `[${step.kind}]`;
}

/** As Java writes maps and lists. */
function inJava(value: Json): string {
  if (isList(value)) return `[${value.map(inJava).join(', ')}]`;
  if (!isObject(value)) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}=${inJava(item)}`)
    .join(', ')}}`;
}

function take(step: Step, value: Json, roots: Roots): readonly Json[] {
  switch (step.kind) {
    case 'names':
      return takeNames(step.names, value);
    case 'indexes':
      return isList(value) ? step.indexes.flatMap((index) => present(value[index])) : [];
    case 'fromEnd':
      return isList(value) ? present(value[value.length - step.back]) : [];
    case 'slice':
      return isList(value) ? value.slice(step.from ?? 0, step.to) : [];
    case 'all':
      return isList(value) ? value : isObject(value) ? Object.values(value) : [];
    case 'deep':
      return descendants(value);
    case 'filter':
      // On an object, a filter asks the object itself. AWS documents that texts, numbers and the like never match.
      return (isList(value) ? value : [value]).filter(
        (item) =>
          typeof item === 'object' &&
          item !== null &&
          holds(step.filter, item, (path, current) => resolve(path, current, roots)),
      );
  }
}

function resolve(path: Path, current: Json, roots: Roots): Json | undefined {
  const found = findFrom(path, path.root.kind === 'current' ? current : roots(path), roots);
  return found.kind === 'found' ? found.value : undefined;
}

/** Several names, which only the end of a path may have, give one object with all of them. */
function takeNames(names: readonly string[], value: Json): readonly Json[] {
  if (!isObject(value)) return [];
  const [only] = names;
  if (only !== undefined && names.length === 1) return Object.hasOwn(value, only) ? present(value[only]) : [];
  const found = names.filter((name) => Object.hasOwn(value, name));
  return [Object.fromEntries(found.flatMap((name) => present(value[name]).map((item) => [name, item])))];
}

function present(value: Json | undefined): readonly Json[] {
  return value === undefined ? [] : [value];
}

function descendants(value: Json): readonly Json[] {
  const below = isList(value) ? value : isObject(value) ? Object.values(value) : [];
  return below.length === 0 && !isList(value) && !isObject(value)
    ? []
    : [value, ...below.flatMap(descendants)];
}

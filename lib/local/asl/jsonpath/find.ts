import type { Json } from '../../service.ts';
import { isList, isObject } from '../json.ts';
import { holds } from './filter.ts';
import type { Path, Step } from './path.ts';

export type Found =
  { readonly kind: 'found'; readonly value: Json } | { readonly kind: 'missing'; readonly reason: string };

/** What `$`, `$$` or a variable stands for. */
export type Roots = (path: Path) => Json | undefined;

export function find(path: Path, roots: Roots): Found {
  return findFrom(path, roots(path), roots);
}

function findFrom(path: Path, root: Json | undefined, roots: Roots): Found {
  if (root === undefined) return { kind: 'missing', reason: `No results for path: ${path.text}` };
  const straight = path.definite ? follow(path.steps, root) : undefined;
  if (straight !== undefined) return { kind: 'found', value: straight };
  let values: readonly Json[] = [root];
  for (const [position, step] of path.steps.entries()) {
    const called = step.kind === 'function' ? apply(step.name, path, position, values) : undefined;
    const last = position === path.steps.length - 1;
    values = called ?? values.flatMap((value) => take(step, value, roots, last));
    if (values.length === 0 && path.definite) {
      return { kind: 'missing', reason: missing(path, position) };
    }
  }
  const [only] = values;
  if (path.definite || path.steps.at(-1)?.kind === 'function') {
    return only === undefined
      ? { kind: 'missing', reason: `No results for path: ${path.text}` }
      : { kind: 'found', value: only };
  }
  return { kind: 'found', value: values };
}

/** Most paths are nothing but names, and lead somewhere. */
function follow(steps: readonly Step[], root: Json): Json | undefined {
  let value: Json | undefined = root;
  for (const step of steps) {
    const [name, ...more] = step.kind === 'names' ? step.names : [];
    if (name === undefined || more.length > 0) return undefined;
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/** The way to the missing value, in brackets. */
function missing(path: Path, position: number): string {
  const way = path.steps
    .slice(0, position + 1)
    .map((step) => (step.kind === 'indexes' ? `[${step.indexes.join(',')}]` : `['${nameOf(step)}']`));
  return position === path.steps.length - 1
    ? `No results for path: $${way.join('')}`
    : `Missing property in path $${way.join('')}`;
}

function nameOf(step: Step): string {
  return step.kind === 'names' ? step.names.join("','") : step.kind;
}

function take(step: Step, value: Json, roots: Roots, last: boolean): readonly Json[] {
  switch (step.kind) {
    case 'names':
      return takeNames(step.names, value, last);
    case 'indexes':
      return isList(value) ? step.indexes.flatMap((index) => present(value.at(index))) : [];
    case 'slice':
      return isList(value) ? value.slice(step.from ?? 0, step.to) : [];
    case 'all':
      return isList(value) ? value : isObject(value) ? Object.values(value) : [];
    case 'deep':
      return descendants(value);
    case 'filter':
      // On an object, a filter asks the object itself.
      return (isList(value) ? value : [value]).filter((item) =>
        holds(step.filter, item, (path, current) => resolve(path, current, roots)),
      );
    case 'function':
      return [];
  }
}

function resolve(path: Path, current: Json, roots: Roots): Json | undefined {
  const found = findFrom(path, path.root.kind === 'current' ? current : roots(path), roots);
  return found.kind === 'found' ? found.value : undefined;
}

/** Several names at the end of a path give one object with all of them; before that, each its own way onward. */
function takeNames(names: readonly string[], value: Json, last: boolean): readonly Json[] {
  if (!isObject(value)) return [];
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) return Object.hasOwn(value, only) ? present(value[only]) : [];
  const found = names.filter((name) => Object.hasOwn(value, name));
  if (!last) return found.flatMap((name) => present(value[name]));
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

function apply(name: string, path: Path, position: number, values: readonly Json[]): readonly Json[] {
  // Behind an indefinite path, the function is applied to the list of what was found.
  const indefinite = path.steps
    .slice(0, position)
    .some((step) => ['slice', 'all', 'deep', 'filter'].includes(step.kind));
  const [value] = indefinite ? [values] : values;
  if (name === 'length' && (isList(value) || typeof value === 'string')) return [value.length];
  if (name === 'length' && isObject(value)) return [Object.keys(value).length];
  if (name === 'keys' && isObject(value)) return [Object.keys(value)];
  if (!isList(value)) return [];
  if (name === 'first') return value.slice(0, 1);
  if (name === 'last') return value.slice(-1);
  if (name === 'concat') return [value.filter((item) => typeof item === 'string').join('')];
  const numbers = value.filter((item) => typeof item === 'number');
  return numbers.length === 0 ? [] : [statistic(name, numbers)];
}

function statistic(name: string, numbers: readonly number[]): number {
  const sum = numbers.reduce((total, number) => total + number, 0);
  if (name === 'sum') return sum;
  if (name === 'min') return Math.min(...numbers);
  if (name === 'max') return Math.max(...numbers);
  const mean = sum / numbers.length;
  if (name === 'avg') return mean;
  return Math.sqrt(numbers.reduce((total, number) => total + (number - mean) ** 2, 0) / numbers.length);
}

/**
 * Most expressions are nothing but a path: `detail.id`, `$context.customer.name`. Such a one is looked up here, in a
 * hundredth of the time that evaluating it takes, and without jsonata, of which many functions then load nothing at all.
 */

/** `variable`: what it begins at, without its `$`; absent where it begins at the input. */
export type PlainPath = { readonly variable?: string; readonly names: readonly string[] };

const NAME = '(?:[A-Za-z_]\\w*|`[^`]+`)';
const PATH = new RegExp(`^(?:\\$([A-Za-z_]\\w*)|${NAME})(?:\\.${NAME})*$`);
const NAMES = new RegExp(`(?<=^|\\.)${NAME}`, 'g');
/** Words that JSONata reads as operators and values; between backticks they are names. */
const WORDS = ['and', 'or', 'in', 'true', 'false', 'null', 'function'];

/** Undefined where the expression is anything else. */
export function plainPathOf(source: string): PlainPath | undefined {
  const [matched, variable] = PATH.exec(source) ?? [];
  if (matched === undefined) return undefined;
  const names = matched.match(NAMES) ?? [];
  if (names.some((name) => WORDS.includes(name))) return undefined;
  const path = { names: names.map((name) => name.replaceAll('`', '')) };
  return variable === undefined ? path : { ...path, variable };
}

/** `value`: no list, for of these JSONata has rules of its own. */
export type Found =
  { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'nothing' } | undefined;

/** Undefined wherever it is not certain that JSONata would find the same. */
export function follow(names: readonly string[], start: unknown): Found {
  let value = start;
  for (const name of names) {
    if (!isPlainObject(value)) return undefined;
    if (!Object.hasOwn(value, name)) return name in value ? undefined : { kind: 'nothing' };
    value = value[name];
  }
  return value === undefined || typeof value === 'function' || Array.isArray(value)
    ? undefined
    : { kind: 'value', value };
}

/** And none of those that jsonata takes for functions. */
function isPlainObject(value: unknown): value is { readonly [name: string]: unknown } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !('_jsonata_lambda' in value) && !('_jsonata_function' in value);
}

import type * as ByJsonata from './answer-by-jsonata.ts';
import type { Evaluated, Surroundings } from './evaluate.ts';
import { follow, plainPathOf, type PlainPath } from './plain-path.ts';

/**
 * What an expression gives, from its source; the sources are few, and stay the same. What is more than a path is evaluated
 * by jsonata, which is loaded only then: it would be a tenth of a function's start, and many never need it.
 */
export async function answer(source: string, input: unknown, surroundings: Surroundings): Promise<Evaluated> {
  const path = pathOf(source);
  const looked = path === undefined ? undefined : lookUp(path, input, surroundings.bindings);
  if (looked !== undefined) return looked;
  jsonata ??= import('./answer-by-jsonata.ts');
  const { answerByJsonata } = await jsonata;
  return answerByJsonata(source, input, surroundings);
}

let jsonata: Promise<typeof ByJsonata> | undefined;

const paths = new Map<string, PlainPath | undefined>();
const MOST = 2000;

function pathOf(source: string): PlainPath | undefined {
  if (paths.has(source)) return paths.get(source);
  if (paths.size >= MOST) paths.clear();
  const path = plainPathOf(source);
  paths.set(source, path);
  return path;
}

function lookUp(
  { names, variable }: PlainPath,
  input: unknown,
  bindings: Surroundings['bindings'] = {},
): Evaluated | undefined {
  // A name that is not bound is a function of JSONata, or nothing.
  if (variable !== undefined && !Object.hasOwn(bindings, variable)) return undefined;
  const found = follow(names, variable === undefined ? input : bindings[variable]);
  // An object may hold what JSON cannot express; only evaluating says so.
  return found?.kind === 'value' && typeof found.value === 'object' && found.value !== null
    ? undefined
    : found;
}

import type { Json } from '../../service.ts';
import { REFERENCE_CONFLICT, runtimeFailure, StateFailure } from '../failure.ts';
import { isList, isObject, textOf } from '../json.ts';
import type { DataPath } from '../model.ts';
import { find, type Found } from '../jsonpath/find.ts';
import type { Argument, Call } from '../jsonpath/intrinsic.ts';
import type { Path, ReferencePath } from '../jsonpath/path.ts';
import { callIntrinsic } from './intrinsics.ts';
import type { Scope } from './scope.ts';

export function lookUp(path: Path, scope: Scope): Found {
  return find(path, ({ root }) => {
    if (root.kind === 'context') return scope.context;
    return root.kind === 'variable' ? scope.variables[root.name] : scope.input;
  });
}

/** As `lookUp`, where AWS does not look at null. @throws StateFailure */
function lookInto(path: Path, scope: Scope): Found {
  if (path.root.kind === 'input' && scope.input === null)
    throw runtimeFailure('Unable to apply Path transformation to null or empty input.');
  return lookUp(path, scope);
}

/** What is selected by `InputPath` or `OutputPath`. */
export function select(path: DataPath | undefined, scope: Scope): Json {
  if (path === undefined) return scope.input;
  if (path.kind === 'nothing') return {};
  const found = lookInto(path.path, scope);
  if (found.kind === 'found') return found.value;
  throw runtimeFailure(`Invalid path '${path.path.text}' : ${found.reason}`);
}

/** A path in a template or a field that takes a path; an item that a list does not have is null to AWS. */
export function valueAt(path: Path, scope: Scope, field: string): Json {
  const found = lookInto(path, scope);
  if (found.kind === 'found') return found.value;
  if (found.beyond === true) return null;
  throw runtimeFailure(
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${textOf(scope.input)}'`,
  );
}

/** `whole`: the call that this one stands in, at whatever depth, which is what a failure tells. */
export function resultOf(call: Call, scope: Scope, whole = call): Json {
  const args = call.arguments.map((argument) => argumentOf(argument, whole, scope));
  try {
    return callIntrinsic(call.name, args, scope.random, scope.newId);
  } catch (error) {
    throw failureOf(whole, error instanceof Error ? error.message : String(error));
  }
}

function failureOf({ text }: Call, reason: string): StateFailure {
  return new StateFailure(
    'States.IntrinsicFailure',
    `The function '${text}' had the following error: ${reason}`,
  );
}

function argumentOf(argument: Argument, whole: Call, scope: Scope): Json {
  if (argument.kind === 'value') return argument.value;
  if (argument.kind === 'call') return resultOf(argument.call, scope, whole);
  if (argument.kind === 'openEscape')
    throw failureOf(whole, `There is an open escape backslash in ${argument.text}`);
  const found = lookInto(argument.path, scope);
  if (found.kind === 'found') return found.value;
  throw runtimeFailure(
    `The function '${whole.text}' had the following error: The JsonPath argument for the field '${argument.path.text}' could not be found in the input '${textOf(scope.input)}'`,
  );
}

/** The list that a reference path such as `ItemsPath` leads to. @throws StateFailure */
export function listAt(path: Path | undefined, scope: Scope): readonly Json[] {
  if (path === undefined) return listOf(scope.input, '$');
  const found = lookUp(path, scope);
  if (found.kind === 'found') return listOf(found.value, path.text);
  if (path.root.kind !== 'input') throw runtimeFailure(`Invalid path '${path.text}' : ${found.reason}`);
  const missing = path.steps.findIndex((_, index) => {
    const way = { ...path, steps: path.steps.slice(0, index + 1) };
    return lookUp(way, scope).kind === 'missing';
  });
  throw conflict(nameOf(path.steps[missing]), scope.input);
}

function nameOf(step: Path['steps'][number] | undefined): string | number {
  if (step?.kind === 'indexes') return step.indexes[0] ?? 0;
  return step?.kind === 'names' ? (step.names[0] ?? '') : '';
}

export function listOf(items: Json, source: string): readonly Json[] {
  if (isList(items)) return items;
  throw runtimeFailure(`Reference path "${source}" must point to array.`);
}

/** Puts a result into an input by `ResultPath`: objects on the way are made where they are missing. */
export function putAt(path: ReferencePath | 'discard' | undefined, input: Json, result: Json): Json {
  if (path === 'discard') return input;
  return path === undefined ? result : put(path, input, result, input);
}

function put(path: ReferencePath, target: Json | undefined, value: Json, whole: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    if (!isList(target) || key < 0 || key >= target.length) throw conflict(key, whole);
    return target.map((item, index) => (index === key ? put(rest, item, value, whole) : item));
  }
  if (target !== undefined && !isObject(target)) throw conflict(key, whole);
  return { ...target, [key]: put(rest, target?.[key], value, whole) };
}

function conflict(step: string | number, input: Json): StateFailure {
  return new StateFailure(REFERENCE_CONFLICT, `Unable to apply step "${step}" to input ${textOf(input)}`);
}

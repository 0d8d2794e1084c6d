import type { Json } from '../../service.ts';
import { runtimeFailure, StateFailure } from '../failure.ts';
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

/** What is selected by `InputPath` or `OutputPath`. */
export function select(path: DataPath | undefined, scope: Scope): Json {
  if (path === undefined) return scope.input;
  if (path.kind === 'nothing') return {};
  const found = lookUp(path.path, scope);
  if (found.kind === 'found') return found.value;
  throw runtimeFailure(`Invalid path '${path.path.text}' : ${found.reason}`);
}

/** A path in a template or a field that takes a path. */
export function valueAt(path: Path, scope: Scope, field: string): Json {
  const found = lookUp(path, scope);
  if (found.kind === 'found') return found.value;
  throw runtimeFailure(
    `The JSONPath '${path.text}' specified for the field '${field}' could not be found in the input '${textOf(scope.input)}'`,
  );
}

export function resultOf(call: Call, scope: Scope): Json {
  const args = call.arguments.map((argument) => argumentOf(argument, call, scope));
  try {
    return callIntrinsic(call.name, args, scope.random, scope.newId);
  } catch (error) {
    throw failureOf(call, error instanceof Error ? error.message : String(error));
  }
}

function failureOf({ text }: Call, reason: string): StateFailure {
  return new StateFailure(
    'States.IntrinsicFailure',
    `The function '${text}' had the following error: ${reason}`,
  );
}

function argumentOf(argument: Argument, call: Call, scope: Scope): Json {
  if (argument.kind === 'value') return argument.value;
  if (argument.kind === 'call') return resultOf(argument.call, scope);
  if (argument.kind === 'openEscape')
    throw failureOf(call, `There is an open escape backslash in ${argument.text}`);
  const found = lookUp(argument.path, scope);
  if (found.kind === 'found') return found.value;
  throw runtimeFailure(
    `The function '${call.text}' had the following error: The JsonPath argument for the field '${argument.path.text}' could not be found in the input '${textOf(scope.input)}'`,
  );
}

/** Puts a result into an input by `ResultPath`: objects on the way are made where they are missing. */
export function putAt(path: ReferencePath | 'discard' | undefined, input: Json, result: Json): Json {
  if (path === 'discard') return input;
  return path === undefined ? result : put(path, input, result);
}

function put(path: ReferencePath, target: Json | undefined, value: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    if (!isList(target) || key < 0 || key >= target.length) throw mismatch(target, key);
    return target.map((item, index) => (index === key ? put(rest, item, value) : item));
  }
  if (target !== undefined && !isObject(target)) throw mismatch(target, key);
  return { ...target, [key]: put(rest, target?.[key], value) };
}

function mismatch(target: Json | undefined, key: string | number): StateFailure {
  return new StateFailure(
    'States.ResultPathMatchFailure',
    `Unable to apply step "${key}" of the ResultPath to input ${textOf(target ?? null)}`,
  );
}

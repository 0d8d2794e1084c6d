/** Reads a definition in Amazon States Language: all problems, or a machine. */
import { isObject, parseJson, type JsonObject } from '../json.ts';
import type { Machine, Region, State } from '../model.ts';
import { inside, number, only, requiredString, string, type Source } from './object.ts';
import { Problems, type Problem } from './problems.ts';
import { languageOf } from './common.ts';
import { checkNames } from './names.ts';
import { readState } from './state.ts';
import { checkTransitions } from './transitions.ts';
import { checkVariables } from './variables.ts';

export type Parsed = {
  /** Absent where a problem is an error. */
  readonly machine: Machine | undefined;
  readonly problems: readonly Problem[];
};

/** `replaced`: its tasks are, as the test kit does. */
export function parseMachine(text: string, { replaced = false } = {}): Parsed {
  try {
    return readMachine(text, replaced);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const problems = new Problems();
    problems.schema('A value is nested too deeply', '/');
    return { machine: undefined, problems: problems.list };
  }
}

const MACHINE = ['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'];

function readMachine(text: string, replaced: boolean): Parsed {
  const problems = new Problems();
  const object = readObject(text, problems);
  if (object === undefined) return { machine: undefined, problems: problems.list };
  const root: Source = { object, at: '', language: 'JSONPath', replaced, problems };
  const source = { ...root, language: languageOf(root) };
  only(source, MACHINE);
  const region = readRegion(source);
  if (region !== undefined) {
    checkNames(region, problems);
    checkVariables(region, problems);
  }
  const version = string(source, 'Version');
  if (version !== undefined && version !== '1.0') {
    problems.schema('Value must be one of [1.0]', '/Version');
  }
  const timeoutSeconds = number(source, 'TimeoutSeconds', 1);
  const comment = string(source, 'Comment');
  if (region === undefined || problems.list.some(({ severity }) => severity === 'ERROR')) {
    return { machine: undefined, problems: problems.list };
  }
  return { machine: { ...region, comment, timeoutSeconds }, problems: problems.list };
}

function readObject(text: string, problems: Problems): JsonObject | undefined {
  const report = (message: string): void => {
    problems.list.push({ severity: 'ERROR', code: 'INVALID_JSON_DESCRIPTION', message, location: '/' });
  };
  try {
    const value = parseJson(text);
    if (isObject(value)) return value;
    report('The definition must be a JSON object');
  } catch (error) {
    report(error instanceof Error ? error.message : String(error));
  }
  return undefined;
}

function readRegion(source: Source): Region | undefined {
  const startAt = requiredString(source, 'StartAt');
  const value = source.object['States'];
  if (!isObject(value) || Object.keys(value).length === 0) {
    source.problems.schema('These fields are required: [States]', source.at === '' ? '/' : source.at);
    return undefined;
  }
  const states = new Map<string, State>();
  for (const [name, object] of Object.entries(value)) {
    const at = `${source.at}/States/${name}`;
    if (Array.from(name).length > 80) source.problems.schema('A state name has at most 80 characters', at);
    if (!isObject(object)) {
      source.problems.schema('Expected value of type Object', at);
      continue;
    }
    const state = readState(inside(source, object, `States/${name}`), name, readRegion);
    if (state !== undefined) states.set(name, state);
  }
  if (startAt === undefined) return undefined;
  checkTransitions(source, startAt, states, Object.keys(value));
  return { startAt, states };
}

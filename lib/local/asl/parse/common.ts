/** What the kinds of states have in common. */
import type { Field, Language, State } from '../model.ts';
import { boolean, string, type Source } from './object.ts';
import { assignment, dataPath, resultPath, template } from './template.ts';

/** A state may choose JSONata in a machine of JSONPath, not the other way round. */
export function languageOf(source: Source): Language {
  const text = string(source, 'QueryLanguage');
  if (text === undefined) return source.language;
  if (text === 'JSONata') return text;
  if (text === 'JSONPath' && source.language === 'JSONPath') return text;
  if (text === 'JSONPath') {
    source.problems.schema(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      source.at,
    );
    return text;
  }
  source.problems.schema('Value must be one of [JSONata, JSONPath]', `${source.at}/QueryLanguage`);
  return source.language;
}

/** Tasks, and states that contain regions, come to a result. */
const RESULTING = ['Task', 'Parallel', 'Map'];

export function commonOf(source: Source, kind: string | undefined) {
  const leaving: Source =
    kind !== undefined && RESULTING.includes(kind) ? { ...source, sees: 'result' } : source;
  string(source, 'Comment');
  const jsonata = source.language === 'JSONata';
  return {
    language: source.language,
    inputPath: jsonata ? undefined : dataPath(source, 'InputPath'),
    outputPath: jsonata ? undefined : dataPath(source, 'OutputPath'),
    output: jsonata ? template(leaving, 'Output') : undefined,
    assign: assignment(leaving),
  };
}

export type Common = ReturnType<typeof commonOf> & Pick<State, 'name' | 'named'>;

export function resulting(source: Source) {
  const name = source.language === 'JSONata' ? 'Arguments' : 'Parameters';
  return {
    arguments: templateField(source, name),
    resultSelector: source.language === 'JSONata' ? undefined : template(source, 'ResultSelector'),
    resultPath: source.language === 'JSONata' ? undefined : resultPath(source),
  };
}

export function templateField(source: Source, name: string): Field | undefined {
  const value = template(source, name);
  return value === undefined ? undefined : { name, value };
}

/** `Next`, or undefined with `End`. */
export function nextOf(source: Source): string | undefined {
  const next = string(source, 'Next');
  const end = boolean(source, 'End') ?? false;
  if (next === undefined && !end)
    source.problems.schema('These fields are required: [Next] or [End]', source.at);
  if (next !== undefined && end)
    source.problems.schema('There should only be one of the following fields: [Next, End]', source.at);
  return end ? undefined : next;
}

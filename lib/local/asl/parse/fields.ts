/** Which fields a state may have. */
import type { Language } from '../model.ts';
import type { Source } from './object.ts';

const EVERY = ['Type', 'Comment', 'QueryLanguage'];
const ONWARD = ['Next', 'End', 'Assign'];
const GUARDS = ['Retry', 'Catch'];
const DATA = { JSONPath: ['InputPath', 'OutputPath'], JSONata: ['Output'] };
const RESULT = { JSONPath: ['Parameters', 'ResultSelector', 'ResultPath'], JSONata: ['Arguments'] };

type Fields = Readonly<Record<Language, readonly string[]>>;

/** Fields of either language, fields with a form ending in `Path` in JSONPath, and those of one language only. */
function fields(both: readonly string[], withPath: readonly string[], own: Partial<Fields>): Fields {
  return withForms([...EVERY, ...both], withPath, own);
}

function withForms(both: readonly string[], withPath: readonly string[], own: Partial<Fields>): Fields {
  const shared = [...both, ...withPath];
  return {
    JSONPath: [...shared, ...withPath.map((name) => `${name}Path`), ...(own.JSONPath ?? [])],
    JSONata: [...shared, ...(own.JSONata ?? [])],
  };
}

const each = (...lists: Fields[]): Fields => ({
  JSONPath: lists.flatMap(({ JSONPath }) => JSONPath),
  JSONata: lists.flatMap(({ JSONata }) => JSONata),
});

const FIELDS: { readonly [kind: string]: Fields } = {
  Pass: fields(ONWARD, [], {
    JSONPath: [...DATA.JSONPath, 'Parameters', 'ResultPath', 'Result'],
    JSONata: DATA.JSONata,
  }),
  Succeed: fields([], [], DATA),
  Fail: fields([], ['Error', 'Cause'], {}),
  Wait: fields(ONWARD, ['Seconds', 'Timestamp'], DATA),
  Choice: fields(['Choices', 'Default', 'Assign'], [], DATA),
  Task: fields(
    [...ONWARD, ...GUARDS, 'Resource', 'Credentials'],
    ['TimeoutSeconds', 'HeartbeatSeconds'],
    each(DATA, RESULT),
  ),
  Parallel: fields([...ONWARD, ...GUARDS, 'Branches'], [], each(DATA, RESULT)),
  Map: fields(
    [
      ...ONWARD,
      ...GUARDS,
      'ItemProcessor',
      'Iterator',
      'ItemSelector',
      'ItemReader',
      'ItemBatcher',
      'ResultWriter',
      'Label',
    ],
    ['MaxConcurrency', 'ToleratedFailureCount', 'ToleratedFailurePercentage'],
    each(DATA, { JSONPath: ['Parameters', 'ResultSelector', 'ResultPath', 'ItemsPath'], JSONata: ['Items'] }),
  ),
};

const PARTS: { readonly [name: string]: Fields } = {
  ItemBatcher: withForms(['BatchInput'], ['MaxItemsPerBatch', 'MaxInputBytesPerBatch'], {}),
};

/** An unknown kind of state is reported elsewhere. */
export function checkFields(source: Source, kind: string): void {
  checkAllowed(source, FIELDS[kind]);
}

/** Of an object in a state. */
export function checkFieldsOf(source: Source, name: string): void {
  checkAllowed(source, PARTS[name]);
}

function checkAllowed(source: Source, fields: Fields | undefined): void {
  const allowed = fields?.[source.language];
  if (allowed === undefined) return;
  const opposite = source.language === 'JSONata' ? 'JSONPath' : 'JSONata';
  const other = fields?.[opposite] ?? [];
  for (const name of Object.keys(source.object)) {
    if (allowed.includes(name)) continue;
    const problem = other.includes(name)
      ? `The QueryLanguage is set to '${source.language}', but field '${name}' is only supported for the '${opposite}' QueryLanguage`
      : `Field '${name}' is not supported`;
    source.problems.schema(problem, source.at);
  }
}

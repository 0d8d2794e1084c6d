import { isList, isObject } from '../json.ts';
import type { Field, Language, Region, State } from '../model.ts';
import { choices } from './choice.ts';
import { guards } from './errors.ts';
import { boolean, has, inside, requiredString, string, type Source } from './object.ts';
import { readResource } from './resource.ts';
import { compile, dataPath, field, pathField, resultPath, template } from './template.ts';

/** Reads one state; regions inside it are read by `region`. */
export type ReadRegion = (source: Source) => Region | undefined;

export function readState(outer: Source, name: string, region: ReadRegion): State | undefined {
  const kind = requiredString(outer, 'Type');
  const source = { ...outer, language: languageOf(outer) };
  const common = { name, ...commonOf(source) };
  switch (kind) {
    case 'Pass':
      return { kind, ...common, ...resulting(source), next: nextOf(source), result: source.object['Result'] };
    case 'Succeed':
      return { kind, ...common, next: undefined };
    case 'Fail':
      return {
        kind,
        ...common,
        next: undefined,
        error: field(source, 'Error'),
        cause: field(source, 'Cause'),
      };
    case 'Wait':
      return readWait(source, common);
    case 'Choice':
      return {
        kind,
        ...common,
        next: undefined,
        choices: choices(source),
        otherwise: string(source, 'Default'),
      };
    case 'Task':
      return readTask(source, common);
    case 'Parallel':
      return readParallel(source, common, region);
    case 'Map':
      return readMap(source, common, region);
    case undefined:
      return undefined;
    default:
      source.problems.schema(
        'Value must be one of [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map]',
        `${source.at}/Type`,
      );
      return undefined;
  }
}

/** A state may choose JSONata in a machine of JSONPath, not the other way round. */
export function languageOf(source: Source): Language {
  const text = string(source, 'QueryLanguage');
  if (text === undefined) return source.language;
  if (text === 'JSONata') return text;
  if (text === 'JSONPath' && source.language === 'JSONPath') return text;
  source.problems.schema(
    text === 'JSONPath'
      ? "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
      : 'Value must be one of [JSONata, JSONPath]',
    `${source.at}/QueryLanguage`,
  );
  return source.language;
}

const JSONPATH_FIELDS = ['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath'];
const JSONATA_FIELDS = ['Arguments', 'Output'];

function commonOf(source: Source) {
  const jsonata = source.language === 'JSONata';
  for (const name of jsonata ? JSONPATH_FIELDS : JSONATA_FIELDS) {
    if (has(source, name)) {
      source.problems.schema(
        `The field '${name}' is not supported when QueryLanguage is '${source.language}'`,
        `${source.at}/${name}`,
      );
    }
  }
  return {
    language: source.language,
    inputPath: jsonata ? undefined : dataPath(source, 'InputPath'),
    outputPath: jsonata ? undefined : dataPath(source, 'OutputPath'),
    output: jsonata ? template(source, 'Output') : undefined,
    assign: template(source, 'Assign'),
  };
}

type Common = ReturnType<typeof commonOf> & { readonly name: string };

function resulting(source: Source) {
  const name = source.language === 'JSONata' ? 'Arguments' : 'Parameters';
  return {
    arguments: templateField(source, name),
    resultSelector: source.language === 'JSONata' ? undefined : template(source, 'ResultSelector'),
    resultPath: source.language === 'JSONata' ? undefined : resultPath(source),
  };
}

function templateField(source: Source, name: string): Field | undefined {
  const value = template(source, name);
  return value === undefined ? undefined : { name, value };
}

/** `Next`, or undefined with `End`. */
function nextOf(source: Source): string | undefined {
  const next = string(source, 'Next');
  const end = boolean(source, 'End') ?? false;
  if (next === undefined && !end)
    source.problems.schema('These fields are required: [Next] or [End]', source.at);
  if (next !== undefined && end) source.problems.schema('Only one of [Next, End] is allowed', source.at);
  return next;
}

function readWait(source: Source, common: Common): State {
  const [seconds, timestamp] = [field(source, 'Seconds'), field(source, 'Timestamp')];
  if ((seconds === undefined) === (timestamp === undefined)) {
    source.problems.schema(
      'Exactly one of [Seconds, SecondsPath, Timestamp, TimestampPath] is required',
      source.at,
    );
  }
  return { kind: 'Wait', ...common, next: nextOf(source), seconds, timestamp };
}

function readTask(source: Source, common: Common): State | undefined {
  const arn = requiredString(source, 'Resource');
  const resource = arn === undefined ? undefined : readResource(source, arn);
  const rest = { ...resulting(source), ...guards(source), next: nextOf(source) };
  const [timeout, heartbeat] = [field(source, 'TimeoutSeconds'), field(source, 'HeartbeatSeconds')];
  const credentials = template(source, 'Credentials');
  if (resource === undefined) return undefined;
  return { kind: 'Task', ...common, ...rest, resource, timeout, heartbeat, credentials };
}

function readParallel(source: Source, common: Common, region: ReadRegion): State {
  const value = source.object['Branches'];
  if (!isList(value) || value.length === 0) {
    source.problems.schema('These fields are required: [Branches]', source.at);
  }
  const branches = (isList(value) ? value : []).flatMap((item, index) => {
    const found = isObject(item) ? region(inside(source, item, `Branches[${index}]`)) : undefined;
    return found === undefined ? [] : [found];
  });
  return {
    kind: 'Parallel',
    ...common,
    ...resulting(source),
    ...guards(source),
    next: nextOf(source),
    branches,
  };
}

function readMap(source: Source, common: Common, region: ReadRegion): State | undefined {
  const name = has(source, 'ItemProcessor') ? 'ItemProcessor' : 'Iterator';
  const value = source.object[name];
  if (!isObject(value)) {
    source.problems.schema('These fields are required: [ItemProcessor]', source.at);
    return undefined;
  }
  const processor = region(inside(source, value, name));
  const selector = templateField(source, 'ItemSelector');
  const next = nextOf(source);
  for (const unknown of ['ItemReader', 'ItemBatcher', 'ResultWriter']) {
    if (has(source, unknown)) {
      source.problems.unsupported(`The field '${unknown}' of a distributed Map.`, `${source.at}/${unknown}`);
    }
  }
  if (processor === undefined) return undefined;
  const result = resulting(source);
  return {
    kind: 'Map',
    ...common,
    ...result,
    ...guards(source),
    next,
    processor,
    distributed: isDistributed(value['ProcessorConfig']),
    items: source.language === 'JSONata' ? itemsOf(source) : pathField(source, 'ItemsPath'),
    // Older machines select the items' input by `Parameters`.
    itemSelector: selector ?? (source.language === 'JSONata' ? undefined : result.arguments),
    maxConcurrency: field(source, 'MaxConcurrency'),
    toleratedCount: field(source, 'ToleratedFailureCount'),
    toleratedPercentage: field(source, 'ToleratedFailurePercentage'),
  };
}

function itemsOf(source: Source): Field | undefined {
  const value = source.object['Items'];
  return value === undefined
    ? undefined
    : { name: 'Items', value: compile(source, value, `${source.at}/Items`) };
}

function isDistributed(config: unknown): boolean {
  return typeof config === 'object' && config !== null && 'Mode' in config && config.Mode === 'DISTRIBUTED';
}

/** States that contain regions: Parallel and Map. */
import { isList, isObject } from '../json.ts';
import type { Field, Region, State } from '../model.ts';
import { nextOf, resulting, templateField, type Common } from './common.ts';
import { guards } from './errors.ts';
import { has, inside, type Source } from './object.ts';
import { compile, field, pathField } from './template.ts';

/** Reads the region of a branch or a processor. */
export type ReadRegion = (source: Source) => Region | undefined;

export function readParallel(source: Source, common: Common, region: ReadRegion): State {
  const value = source.object['Branches'];
  if (!isList(value) || value.length === 0) {
    source.problems.schema('These fields are required: [Branches]', source.at);
  }
  const branches = (isList(value) ? value : []).flatMap((item, index) => {
    const way = `Branches[${index}]`;
    if (!isObject(item)) source.problems.schema('Expected value of type Object', `${source.at}/${way}`);
    const found = isObject(item) ? region(inside(source, item, way)) : undefined;
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

export function readMap(source: Source, common: Common, region: ReadRegion): State | undefined {
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

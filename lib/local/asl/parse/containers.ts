/** States that contain regions: Parallel and Map. */
import { isList, isObject } from '../json.ts';
import type { Region, State } from '../model.ts';
import { readBatcher } from './batcher.ts';
import { nextOf, resulting, templateField, type Common } from './common.ts';
import { guards } from './errors.ts';
import { countIn, listIn, percentageIn } from './literals.ts';
import { has, inside, onlyOneOf, string, type Source } from './object.ts';
import { pathField } from './template.ts';

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
    const found = isObject(item) ? region(without(inside(source, item, way), 'QueryLanguage')) : undefined;
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
  onlyOneOf(source, 'ItemProcessor', 'Iterator');
  onlyOneOf(source, 'ItemSelector', 'Parameters');
  const name = has(source, 'ItemProcessor') ? 'ItemProcessor' : 'Iterator';
  const value = source.object[name];
  if (!isObject(value)) {
    source.problems.schema('These fields are required: [ItemProcessor]', source.at);
    return undefined;
  }
  const processor = region(without(inside(source, value, name), 'QueryLanguage'));
  const selector = templateField(source, 'ItemSelector');
  const next = nextOf(source);
  for (const unknown of ['ItemReader', 'ResultWriter']) {
    if (has(source, unknown)) {
      source.problems.unsupported(`The field '${unknown}' of a distributed Map.`, `${source.at}/${unknown}`);
    }
  }
  checkLabel(source);
  if (processor === undefined) return undefined;
  const result = resulting(source);
  const distributed = isDistributed(value['ProcessorConfig']);
  return {
    kind: 'Map',
    ...common,
    ...result,
    ...guards(source),
    next,
    processor,
    distributed,
    batcher: readBatcher(source, distributed),
    items:
      source.language === 'JSONata'
        ? listIn(source, 'Items')
        : pathField(source, 'ItemsPath', { calls: true }),
    // Older machines select the items' input by `Parameters`.
    itemSelector: selector ?? (source.language === 'JSONata' ? undefined : result.arguments),
    maxConcurrency: countIn(source, 'MaxConcurrency'),
    toleratedCount: countIn(source, 'ToleratedFailureCount'),
    toleratedPercentage: percentageIn(source, 'ToleratedFailurePercentage'),
  };
}

function without(source: Source, name: string): Source {
  if (has(source, name)) source.problems.schema(`Field '${name}' is not supported`, source.at);
  return source;
}

const LABEL = /^[^\s?*<>{}[\]"#%\\^|~`$&,;:/\p{Cc}]{1,40}$/u;

function checkLabel(source: Source): void {
  const label = string(source, 'Label');
  if (label === undefined || LABEL.test(label)) return;
  source.problems.schema(
    'A label has 1 to 40 characters, no white space and none of ? * < > { } [ ] " # % \\ ^ | ~ ` $ & , ; : /',
    `${source.at}/Label`,
  );
}

function isDistributed(config: unknown): boolean {
  return typeof config === 'object' && config !== null && 'Mode' in config && config.Mode === 'DISTRIBUTED';
}

import { numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json, type Place } from '../service.ts';
import { configurationOf, tagsOf, type DescribedFunction } from './describing.ts';
import { shownMapping, type Mapping } from './mappings.ts';
import { pageOf } from './paging.ts';
import { noSuchFunction, noSuchResource } from './errors.ts';

/** What Lambda's operations that change nothing look at. */
export type Registry = {
  readonly place: Place;
  /** By name. */
  readonly functions: ReadonlyMap<string, DescribedFunction>;
  /** Properties of EventInvokeConfigs, by the function's name. */
  readonly invokeConfigs: ReadonlyMap<string, JsonObject>;
  readonly mappings: readonly Mapping[];
  /** Epoch milliseconds: when all this was deployed. */
  readonly since: number;
};

export type Operations = { readonly [name: string]: (input: JsonObject) => Json | Promise<Json> };

const LARGEST_PAGE = 50;
const MOST_MAPPINGS = 100;

export function readOperations(registry: Registry): Operations {
  const { since } = registry;
  return {
    ...functionOperations(registry),
    ListEventSourceMappings(input) {
      const source = textOf(input['EventSourceArn']);
      const name = textOf(input['FunctionName']);
      const arn = name === undefined ? undefined : describedIn(input, registry).target.settings.arn;
      const found = registry.mappings
        .filter(({ sourceArn }) => source === undefined || sourceArn === source)
        .filter(({ functionArn }) => arn === undefined || functionArn === arn);
      return pageOf(found, input, MOST_MAPPINGS, 'EventSourceMappings', (each) => shownMapping(each, since));
    },
    GetEventSourceMapping(input) {
      const id = textOf(input['UUID']);
      const found = registry.mappings.find((mapping) => mapping.id === id);
      if (found === undefined) throw noSuchResource();
      return shownMapping(found, since);
    },
    GetAccountSettings: () => accountSettings(registry),
    ListLayers: () => ({ Layers: [] }),
  };
}

/** Of one function. What the template cannot give one here is not there, as for a function that has none. */
function functionOperations(registry: Registry): Operations {
  const { since } = registry;
  const of = (input: JsonObject): DescribedFunction => describedIn(input, registry);
  const none = (input: JsonObject): never => {
    of(input);
    throw noSuchResource();
  };
  return {
    ListFunctions(input) {
      const all = [...registry.functions.values()];
      return pageOf(all, input, LARGEST_PAGE, 'Functions', (each) => configurationOf(each, since));
    },
    GetFunctionConfiguration: (input) => configurationOf(of(input), since),
    async GetFunction(input) {
      const described = of(input);
      const { concurrency, directory } = described.target.settings;
      const tags = tagsOf(described.properties);
      return {
        Configuration: await configurationOf(described, since),
        Code: { RepositoryType: 'S3', Location: `file://${directory}` },
        ...(Object.keys(tags).length === 0 ? {} : { Tags: tags }),
        ...(concurrency === undefined ? {} : { Concurrency: { ReservedConcurrentExecutions: concurrency } }),
      };
    },
    async ListVersionsByFunction(input) {
      const described = of(input);
      const configuration = await configurationOf(described, since);
      return { Versions: [{ ...configuration, FunctionArn: `${described.target.settings.arn}:$LATEST` }] };
    },
    ListAliases: (input) => (of(input), { Aliases: [] }),
    GetAlias(input) {
      const { arn } = of(input).target.settings;
      const message = `Cannot find alias arn: ${arn}:${textOf(input['Name']) ?? ''}`;
      throw new AwsError('ResourceNotFoundException', message, { status: 404 });
    },
    GetPolicy: none,
    GetFunctionConcurrency(input) {
      const { concurrency } = of(input).target.settings;
      return concurrency === undefined ? {} : { ReservedConcurrentExecutions: concurrency };
    },
    GetFunctionEventInvokeConfig(input) {
      const config = invokeConfigOf(of(input), registry);
      if (config !== undefined) return config;
      const message = `The function ${of(input).target.settings.arn}:$LATEST doesn't have an EventInvokeConfig`;
      throw new AwsError('ResourceNotFoundException', message, { status: 404 });
    },
    ListFunctionEventInvokeConfigs(input) {
      const config = invokeConfigOf(of(input), registry);
      return { FunctionEventInvokeConfigs: config === undefined ? [] : [config] };
    },
    ListTags: (input) => ({
      Tags: tagsOf(describedIn({ FunctionName: input['Resource'] ?? '' }, registry).properties),
    }),
    GetFunctionUrlConfig: none,
    ListFunctionUrlConfigs: (input) => (of(input), { FunctionUrlConfigs: [] }),
  };
}

/** @throws AwsError where it is not there, or not in this version */
export function describedIn(input: JsonObject, { functions, place }: Registry): DescribedFunction {
  const given = textOf(input['FunctionName']) ?? '';
  const { name, qualifier } = namedBy(given);
  const wanted = textOf(input['Qualifier']) ?? qualifier;
  const found = functions.get(name);
  // There are no versions and no aliases here.
  if (found === undefined || (wanted !== undefined && wanted !== '$LATEST'))
    throw noSuchFunction(name, wanted, place);
  return found;
}

/** `name`, `account:function:name`, `arn:aws:lambda:region:account:function:name`, and each with a qualifier. */
export function namedBy(nameOrArn: string): {
  readonly name: string;
  readonly qualifier: string | undefined;
} {
  const parts = nameOrArn.split(':');
  const at = parts.indexOf('function');
  const [name = '', qualifier] = parts.slice(at + 1);
  return { name, qualifier };
}

function invokeConfigOf({ target }: DescribedFunction, registry: Registry): JsonObject | undefined {
  const { name, arn } = target.settings;
  const given = registry.invokeConfigs.get(name);
  if (given === undefined) return undefined;
  return {
    FunctionArn: `${arn}:$LATEST`,
    LastModified: registry.since / 1000,
    MaximumRetryAttempts: numberOf(given['MaximumRetryAttempts']) ?? 2,
    MaximumEventAgeInSeconds: numberOf(given['MaximumEventAgeInSeconds']) ?? 21_600,
    DestinationConfig: { OnSuccess: {}, OnFailure: {}, ...objectOf(given['DestinationConfig']) },
  };
}

async function accountSettings({ functions, since }: Registry): Promise<Json> {
  const sizes = await Promise.all(
    [...functions.values()].map(async (each) => numberOf((await configurationOf(each, since))['CodeSize'])),
  );
  return {
    AccountLimit: {
      TotalCodeSize: 80_530_636_800,
      CodeSizeUnzipped: 262_144_000,
      CodeSizeZipped: 52_428_800,
      ConcurrentExecutions: 1000,
      UnreservedConcurrentExecutions: 1000,
    },
    AccountUsage: {
      TotalCodeSize: sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
      FunctionCount: functions.size,
    },
  };
}

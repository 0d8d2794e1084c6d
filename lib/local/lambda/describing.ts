import { listOf, numberOf, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { bundleIn } from './bundle.ts';
import type { LocalFunction } from './function.ts';

/** A function, and what its template says of it. */
export type DescribedFunction = { readonly target: LocalFunction; readonly properties: JsonObject };

/** `Configuration`, as GetFunction and others have it. `since`: when the function was deployed, in epoch milliseconds. */
export async function configurationOf(described: DescribedFunction, since: number): Promise<JsonObject> {
  const { target, properties } = described;
  const { name, arn, roleArn, directory, handler, timeout, memory } = target.settings;
  const { bytes, sha256 } = await bundleIn(directory);
  return {
    FunctionName: name,
    FunctionArn: arn,
    Runtime: textOf(properties['Runtime']) ?? 'nodejs24.x',
    Role: roleArn,
    Handler: handler,
    CodeSize: bytes,
    Description: textOf(properties['Description']) ?? '',
    Timeout: timeout,
    MemorySize: memory,
    LastModified: new Date(since).toISOString().replace('Z', '+0000'),
    CodeSha256: sha256,
    Version: '$LATEST',
    ...environmentOf(properties),
    ...deadLettersOf(properties),
    ...layersOf(properties),
    TracingConfig: { Mode: textOf(objectOf(properties['TracingConfig'])['Mode']) ?? 'PassThrough' },
    State: 'Active',
    LastUpdateStatus: 'Successful',
    PackageType: 'Zip',
    Architectures: properties['Architectures'] ?? ['x86_64'],
    EphemeralStorage: { Size: numberOf(objectOf(properties['EphemeralStorage'])['Size']) ?? 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: loggingOf(properties, name),
  };
}

/** Without what the cloud adds for itself, as on AWS. */
function environmentOf(properties: JsonObject): JsonObject {
  const variables = objectOf(objectOf(properties['Environment'])['Variables']);
  return Object.keys(variables).length === 0 ? {} : { Environment: { Variables: variables } };
}

function deadLettersOf({ DeadLetterConfig: config }: JsonObject): JsonObject {
  return config === undefined ? {} : { DeadLetterConfig: config };
}

function layersOf(properties: JsonObject): JsonObject {
  const layers = textsOf(properties['Layers']).map((Arn) => ({ Arn }));
  return layers.length === 0 ? {} : { Layers: layers };
}

function loggingOf(properties: JsonObject, name: string): JsonObject {
  const given = objectOf(properties['LoggingConfig']);
  return { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}`, ...given };
}

export function tagsOf(properties: JsonObject): JsonObject {
  const tags = listOf(properties['Tags']).map(objectOf);
  return Object.fromEntries(
    tags.map(({ Key: key, Value: value }): [string, Json] => [textOf(key) ?? '', textOf(value) ?? '']),
  );
}

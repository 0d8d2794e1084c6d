import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { messageOf, objectOf, parseJson, textOf, type JsonObject } from '../json.ts';
import { TemplateProblem } from './problem.ts';

/** What `cdk synth` wrote, as far as it is deployed: its stacks in the order of their dependencies. */
export type Assembly = { readonly stacks: readonly Stack[] };

export type Stack = {
  readonly name: string;
  readonly template: JsonObject;
  /** Where the content of an asset lies, by the key it would get in S3: a folder for a zip, else a file. */
  assetPath(objectKey: string): string | undefined;
  /** From the environment the stack is bound to; `undefined` where that is open. */
  readonly region: string | undefined;
  readonly account: string | undefined;
};

/** @throws TemplateProblem */
export async function readAssembly(directory: string): Promise<Assembly> {
  const manifest = await readObject(join(directory, 'manifest.json'));
  const artifacts = Object.entries(objectOf(manifest['artifacts'])).map(
    ([id, artifact]) => [id, objectOf(artifact)] as const,
  );
  const stacks = artifacts.filter(([, artifact]) => artifact['type'] === 'aws:cloudformation:stack');
  if (stacks.length === 0) throw new TemplateProblem(`${directory} holds no stack: run "cdk synth" first.`);
  const assets = await assetsOf(directory, artifacts);
  return {
    stacks: await Promise.all(
      inOrder(stacks).map(([id, artifact]) => readStack(directory, { id, artifact, assets })),
    ),
  };
}

type Artifact = readonly [id: string, artifact: JsonObject];

async function readStack(
  directory: string,
  of: { id: string; artifact: JsonObject; assets: ReadonlyMap<string, string> },
): Promise<Stack> {
  const properties = objectOf(of.artifact['properties']);
  const file = textOf(properties['templateFile']) ?? `${of.id}.template.json`;
  const environment = /^aws:\/\/([^/]+)\/(.+)$/.exec(textOf(of.artifact['environment']) ?? '');
  return {
    name: textOf(properties['stackName']) ?? of.id,
    template: await readObject(join(directory, file)),
    assetPath: (objectKey) => of.assets.get(basename(objectKey)),
    account: known(environment?.[1]),
    region: known(environment?.[2]),
  };
}

function known(part: string | undefined): string | undefined {
  return part?.startsWith('unknown-') === true ? undefined : part;
}

async function assetsOf(
  directory: string,
  artifacts: readonly Artifact[],
): Promise<ReadonlyMap<string, string>> {
  const paths = new Map<string, string>();
  for (const [id, artifact] of artifacts) {
    if (artifact['type'] !== 'cdk:asset-manifest') continue;
    const file = textOf(objectOf(artifact['properties'])['file']) ?? `${id}.json`;
    const { files } = await readObject(join(directory, file));
    for (const asset of Object.values(objectOf(files)).map(objectOf)) {
      const path = textOf(objectOf(asset['source'])['path']);
      if (path === undefined) continue;
      for (const destination of Object.values(objectOf(asset['destinations']))) {
        const key = textOf(objectOf(destination)['objectKey']);
        if (key !== undefined) paths.set(basename(key), resolve(directory, path));
      }
    }
  }
  return paths;
}

/** A stack after those it depends on. */
function inOrder(stacks: readonly Artifact[]): readonly Artifact[] {
  const placed: Artifact[] = [];
  const visit = (stack: Artifact): void => {
    if (placed.includes(stack)) return;
    const dependencies = stack[1]['dependencies'];
    for (const other of stacks) {
      if (Array.isArray(dependencies) && dependencies.includes(other[0]) && other !== stack) visit(other);
    }
    placed.push(stack);
  };
  stacks.forEach(visit);
  return placed;
}

async function readObject(file: string): Promise<JsonObject> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new TemplateProblem(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  });
  const parsed = parseJson(text);
  if (parsed.kind === 'invalid') throw new TemplateProblem(`${file} is not JSON: ${parsed.message}`);
  return objectOf(parsed.value);
}

/** What is in the bundles, by function and file. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssetCode, type Code } from 'aws-cdk-lib/aws-lambda';
import { withBundles } from '../../lib/constructs/bundles.ts';

export function bundled(): Readonly<Record<string, string>> {
  return withBundles([], (bundles) => Object.fromEntries(Object.entries(bundles).flatMap(filesOf)));
}

function filesOf([name, code]: [string, Code]): readonly (readonly [string, string])[] {
  if (!(code instanceof AssetCode)) throw new Error(`The ${name} is no folder`);
  const hashOf = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(code.path, file)))
      .digest('hex');
  return readdirSync(code.path).map((file) => [`${name}/${file}`, hashOf(file)] as const);
}

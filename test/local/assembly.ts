import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../lib/local/json.ts';

/** A cloud assembly as `cdk synth` would write it, by hand. */
export type WrittenAssembly = { readonly directory: string; remove(): void };

/** `functions`: the source of each function's module, by the S3 key (without `.zip`) that the template gives it. */
export function writeAssembly(
  template: JsonObject,
  functions: { readonly [key: string]: string } = {},
): WrittenAssembly {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  const write = (file: string, content: unknown): void =>
    writeFileSync(join(directory, file), JSON.stringify(content));
  const files: Record<string, unknown> = {};
  for (const [key, source] of Object.entries(functions)) {
    mkdirSync(join(directory, `asset.${key}`));
    writeFileSync(join(directory, `asset.${key}`, 'index.mjs'), source);
    files[key] = {
      source: { path: `asset.${key}`, packaging: 'zip' },
      destinations: { here: { bucketName: 'assets', objectKey: `${key}.zip` } },
    };
  }
  write('shop.template.json', template);
  write('shop.assets.json', { version: '55.0.0', files });
  write('manifest.json', {
    version: '55.0.0',
    artifacts: {
      'shop.assets': { type: 'cdk:asset-manifest', properties: { file: 'shop.assets.json' } },
      shop: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: 'shop.template.json' },
        dependencies: ['shop.assets'],
      },
    },
  });
  return { directory, remove: () => rmSync(directory, { recursive: true }) };
}

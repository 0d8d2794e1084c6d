import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Choreography } from '../../lib/definition/model.ts';
import { writeAssembly, type WrittenAssembly } from '../local/assembly.ts';
import { naiveTemplate } from './template.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** The sample, for the local cloud: bundled as our own functions are, so that only the protocols differ. */
export function naiveAssembly(choreographies: readonly Choreography[]): WrittenAssembly {
  return writeAssembly(naiveTemplate(choreographies), { start: bundled('start'), resume: bundled('resume') });
}

function bundled(name: 'start' | 'resume'): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'lambdas', `${name}.ts`)],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(ROOT, 'lambdas', 'credentials.ts') },
    minify: true,
    banner: {
      js: "import{createRequire as __r}from'node:module';const require=__r(import.meta.url);",
    },
    logLevel: 'error',
  });
  return outputFiles.map(({ text }) => text).join('');
}

import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';

let code: URL | undefined;

/**
 * The worker's module with its types stripped here, once. A thread that is given the `.ts` file loads the stripper
 * itself, which costs each of them 100 ms and 20 MB.
 */
export function workerCode(): URL {
  if (code === undefined) {
    const source = readFileSync(new URL('./worker.ts', import.meta.url), 'utf8');
    const javascript = quietly(() => stripTypeScriptTypes(source));
    code = new URL(`data:text/javascript,${encodeURIComponent(javascript)}`);
  }
  return code;
}

/** Node warns that the function is experimental; whoever starts the cloud can do nothing about that. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

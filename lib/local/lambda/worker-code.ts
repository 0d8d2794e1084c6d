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
    code = new URL(`data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(source))}`);
  }
  return code;
}

import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';

const TYPES: { readonly [extension: string]: string } = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Letters, digits, `-`, `_` and single dots: nothing that leads out of the folder. */
const SAFE = /^(?:\/[\w-]+(?:\.[\w-]+)*)+$/u;

/** The built client's files. Their names carry a hash of what is in them, so they may be kept for ever. */
export async function clientFile(clientDir: string, pathname: string): Promise<Response | undefined> {
  const type = TYPES[extname(pathname)];
  if (type === undefined || !SAFE.test(pathname)) return undefined;
  const bytes = await read(join(clientDir, pathname));
  if (bytes === undefined) return undefined;
  const keep = pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
  return new Response(bytes, { headers: { 'content-type': type, 'cache-control': keep } });
}

/** The one page of the client, for all of the console's own URLs. */
export async function clientPage(clientDir: string, status = 200): Promise<Response> {
  const page = await read(join(clientDir, 'index.html'));
  const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' };
  if (page !== undefined) return new Response(page, { status, headers });
  const text =
    'The console has not been built yet: run `node lib/console/build.ts`, then load this page again.';
  return new Response(text, { status: 503, headers: { 'content-type': 'text/plain; charset=utf-8' } });
}

/** There is no file of such a name, or there could be none. */
const ABSENT: ReadonlySet<unknown> = new Set(['ENOENT', 'EISDIR', 'ENOTDIR', 'ENAMETOOLONG']);

async function read(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (Error.isError(error) && 'code' in error && ABSENT.has(error.code)) return undefined;
    throw error;
  }
}

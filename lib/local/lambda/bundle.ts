import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Bundle = { readonly bytes: number; readonly sha256: string };

const known = new Map<string, Promise<Bundle>>();

/** Size and hash of a function's code. They tell whether it changed; on AWS they are those of the zip. */
export function bundleIn(directory: string): Promise<Bundle> {
  const found = known.get(directory) ?? read(directory);
  known.set(directory, found);
  return found;
}

async function read(directory: string): Promise<Bundle> {
  const hash = createHash('sha256');
  let bytes = 0;
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort()) {
    const content = await readFile(file);
    bytes += content.length;
    hash.update(file.slice(directory.length)).update(content);
  }
  return { bytes, sha256: hash.digest('base64') };
}

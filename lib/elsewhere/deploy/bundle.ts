import { zip } from 'fflate';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** The earliest that a zip can tell; the same files are the same bytes whenever they are packed. */
const EARLIEST = new Date(1980, 0, 1);

/** What lies in a folder, as Lambda takes it. */
export async function zipped(directory: string): Promise<Uint8Array> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const files = await Promise.all(
    paths.map(async (path) => {
      const name = relative(directory, path).split(sep).join('/');
      return [name, new Uint8Array(await readFile(path))] as const;
    }),
  );
  return new Promise((resolve, reject) => {
    zip(Object.fromEntries(files), { mtime: EARLIEST }, (error, bytes) =>
      error === null ? resolve(bytes) : reject(error),
    );
  });
}

import { unzipSync } from 'fflate';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, sep } from 'node:path';
import { messageOf } from '../json.ts';
import { invalidParameter } from './refusals.ts';

/** What Lambda takes of a zip's content, all files together. */
const LARGEST = 262_144_000;

/** Folders with the code of functions that the API made; they go when the cloud ends. */
export type Unpacked = {
  /** A folder of its own for each zip. @throws AwsError */
  unpack(zip: Uint8Array): string;
  remove(): void;
};

export function createUnpacked(): Unpacked {
  let root: string | undefined;
  let count = 0;
  return {
    unpack(zip) {
      const files = filesIn(zip);
      root ??= mkdtempSync(join(tmpdir(), 'choreography-functions-'));
      count += 1;
      const folder = join(root, String(count));
      mkdirSync(folder);
      for (const [name, content] of files) {
        const path = join(folder, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content);
      }
      return folder;
    },
    remove() {
      if (root !== undefined) rmSync(root, { recursive: true, force: true });
    },
  };
}

/** How much there is, and where it would go, is looked at before anything is unpacked. */
function filesIn(zip: Uint8Array): readonly (readonly [name: string, content: Uint8Array])[] {
  let size = 0;
  try {
    const files = unzipSync(zip, {
      filter({ name, originalSize }) {
        size += originalSize;
        if (size > LARGEST) throw new RangeError('too large');
        return !name.endsWith('/');
      },
    });
    const entries = Object.entries(files);
    if (entries.every(([name]) => staysInside(name))) return entries;
  } catch (error) {
    if (error instanceof RangeError)
      throw invalidParameter(`Unzipped size must be smaller than ${LARGEST} bytes`);
    throw invalidParameter(`${UNREADABLE} (${messageOf(error)})`);
  }
  throw invalidParameter(UNREADABLE);
}

const UNREADABLE = 'Could not unzip uploaded file. Please check your file, then try to upload again.';

function staysInside(name: string): boolean {
  const path = normalize(name);
  return !path.startsWith('..') && !path.startsWith(sep) && !/^[A-Za-z]:/.test(path);
}

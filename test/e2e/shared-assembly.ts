import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildClient } from '../../lib/console/build.ts';
import { synthesize } from '../../lib/cli/synthesis.ts';
import { sharedFolder } from './teardown.ts';

/**
 * The synthesized app, made once for the whole run: whoever comes first makes it and the console's client, the others
 * wait. The global teardown removes it.
 */
export async function sharedAssembly(): Promise<string> {
  const folder = sharedFolder(process.ppid);
  const [assembly, done] = [join(folder, 'cdk.out'), join(folder, 'done')];
  mkdirSync(folder, { recursive: true });
  if (isFirst(join(folder, 'taken'))) {
    await Promise.all([synthesize({ folder: assembly }), buildClient()]);
    writeFileSync(done, '');
  }
  while (!existsSync(done)) await sleep(100);
  return assembly;
}

function isFirst(mark: string): boolean {
  try {
    writeFileSync(mark, '', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

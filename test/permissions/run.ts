/**
 * `npm run permissions-test`: brings about all that the permissions of the examples' template are there for, and says which
 * of them its own holder never needed, and which could be taken away without anybody's noticing. Either is a failure.
 *
 * `npm run permissions-test -- --remove`: takes away each of them in turn while the cloud runs, sees what it is there for
 * fail for want of it, gives it back, and sees it go on.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../lib/cli/synthesis.ts';
import { liveAll } from './lives.ts';
import { reportOf } from './report.ts';

const removing = process.argv.includes('--remove');
const folder = await mkdtemp(join(tmpdir(), 'permissions-'));
try {
  await synthesize({ folder });
  const { text, problems } = reportOf(await liveAll(folder, removing), removing);
  process.stdout.write(text);
  process.exitCode = problems === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

/**
 * `npm run permissions-test`: plays all scenarios of the examples, lets happen what else the permissions are there for, and
 * says which of them nobody needed, and which could be taken away without anybody's noticing. Either is a failure.
 */
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../lib/cli/synthesis.ts';
import { unusedInWords } from '../../lib/cli/unused-permissions.ts';
import { lifeOf } from './life.ts';

const folder = await mkdtemp(join(tmpdir(), 'permissions-'));
try {
  await synthesize({ folder });
  const { unused, needless, refusals } = await lifeOf(folder);
  const never = unused.filter(({ usedBy }) => usedBy.length === 0);
  process.stdout.write(`${unusedInWords(unused)}\n`);
  for (const one of needless) process.stdout.write(`Could be taken away unnoticed: ${one}\n`);
  for (const one of refusals) process.stdout.write(`Refused: ${one}\n`);
  process.exitCode = never.length + needless.length + refusals.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

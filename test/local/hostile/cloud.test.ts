import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudAside } from './cloud.ts';

test('a process that ends at once is told of at once, with what it said last', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-test-'));
  try {
    const script = join(folder, 'server.ts');
    writeFileSync(script, "process.stderr.write('No room for a table\\n');\nprocess.exitCode = 3;\n");
    await expect(CloudAside.start(script)).rejects.toThrow(
      /^The local cloud did not start \(status 3\):\nNo room for a table$/,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 20_000);

/** A cloud that knows no template, in a process of its own: `node other-cloud.ts` tells its address and runs until it is ended. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from '../../lib/local/cloud.ts';

const assembly = mkdtempSync(join(tmpdir(), 'choreography-nothing-'));
const stack = {
  type: 'aws:cloudformation:stack',
  environment: 'aws://unknown-account/unknown-region',
  properties: { templateFile: 'nothing.json' },
};
writeFileSync(join(assembly, 'manifest.json'), JSON.stringify({ artifacts: { nothing: stack } }));
writeFileSync(join(assembly, 'nothing.json'), '{"Resources":{}}');

const cloud = await startLocalCloud({
  assembly,
  port: 0,
  log: (line) => void process.stderr.write(`${line}\n`),
  ...(process.argv[2] !== undefined && { data: process.argv[2] }),
});
process.stdout.write(`Local cloud ready on ${cloud.url}\n`);
process.once('SIGTERM', () => {
  void cloud.stop().then(() => rmSync(assembly, { recursive: true, force: true }));
});

/** A local cloud in a process of its own: prints its address, and at its end what it has to say. */
import { startLocalCloud } from '../../../lib/local/cloud.ts';
import { writeAssembly } from '../assembly.ts';
import { FUNCTIONS, SHOP } from '../shop.ts';

const assembly = writeAssembly(SHOP, FUNCTIONS);
const log = (line: string, { level }: { readonly level: string }): void => {
  if (level !== 'info') process.stderr.write(`${line}\n`);
};
const cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log });
process.stdout.write(`${cloud.url}\n`);
process.on('SIGTERM', () => {
  void cloud.stop().then(() => {
    assembly.remove();
    process.exit(0);
  });
});

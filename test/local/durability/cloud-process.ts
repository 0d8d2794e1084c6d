/** A local cloud in a process of its own, to be killed: `node cloud-process.ts ASSEMBLY DATA`. */
import { startLocalCloud } from '../../../lib/local/cloud.ts';

const [assembly = '', data = ''] = process.argv.slice(2);
const cloud = await startLocalCloud({
  assembly,
  data,
  port: 0,
  log: (line) => process.stderr.write(`${line}\n`),
});
process.stdout.write(`${JSON.stringify({ url: cloud.url, outputs: cloud.outputs })}\n`);

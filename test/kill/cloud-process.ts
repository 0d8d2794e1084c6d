/** The monitor in a process of its own, to be killed: `node cloud-process.ts ASSEMBLY DATA PORT`. */
import { runAssembly } from '../../lib/cli/monitor.ts';

const [assembly = '', data = '', port = '0'] = process.argv.slice(2);
const { url, outputs } = await runAssembly({
  ...{ assembly, data },
  port: Number(port),
  log: (line) => void process.stderr.write(`${line}\n`),
});
process.send?.({ url, outputs });

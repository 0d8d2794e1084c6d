/**
 * The commands themselves, with all stories, against our own cloud in another process: `npm run e2e:self`. Ends with 1
 * where a command does not end as it should, or anything differs.
 */
import { spawnSync } from 'node:child_process';
import { ROOT } from '../../lib/cli/settings.ts';
import { startOtherCloud } from './clouds.ts';

const cloud = await startOtherCloud();
const commands = [
  `npm run -s deploy:endpoint -- ${cloud.url} --prefix kept`,
  `npm run -s e2e:endpoint -- ${cloud.url} ${process.argv.slice(2).join(' ')}`,
  `npm run -s deploy:endpoint -- ${cloud.url} --prefix kept`,
  `npm run -s deploy:endpoint -- ${cloud.url} --prefix kept --remove`,
];
for (const command of commands) {
  process.stdout.write(`$ ${command}\n`);
  const { status } = spawnSync('sh', ['-c', command], { cwd: ROOT, stdio: 'inherit' });
  if (status === 0) continue;
  process.stdout.write(`It ended with ${status}.\n`);
  process.exitCode = 1;
  break;
}
await cloud.stop();

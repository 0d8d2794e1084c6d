import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { join } from 'node:path';
import { ROOT } from '../../lib/cli/settings.ts';
import { run } from '../cli/processes.ts';
import { startOtherCloud, type OtherCloud } from '../elsewhere/clouds.ts';
import { commandsOf } from './samples.ts';

const CHOREOGRAPHIES = join(ROOT, 'test', 'elsewhere', 'choreographies');

jest.setTimeout(240_000);

let cloud: OtherCloud;
beforeAll(async () => {
  cloud = await startOtherCloud();
});
afterAll(() => cloud.stop());

/** The document's commands for an endpoint, as a reader types them but for the port; a small choreography is enough. */
const typed = (command: string) =>
  run(command.replace('http://localhost:4566', cloud.url), { ...process.env, CHOREOGRAPHIES });

test('deploy:endpoint deploys, and removes', async () => {
  const [deploy = '', remove = ''] = commandsOf('docs/elsewhere.md').filter((line) =>
    line.startsWith('npm run deploy:endpoint'),
  );
  const deployed = await typed(deploy);
  expect(deployed.output).toContain(`Deployed to ${cloud.url}: `);
  expect(deployed.output).toContain('  1 AWS::CloudWatch::Dashboard\n');
  expect(deployed.output).toContain('BusName: choreography-monitor\n');
  expect(deployed.status).toBe(0);
  const removed = await typed(remove);
  expect(removed.output).toContain(`Removed from ${cloud.url}: choreography-monitor\n`);
  expect(removed.status).toBe(0);
});

#!/usr/bin/env node
/**
 * What stands for the CDK's command line in tests: `deploy` and `destroy` of a synthesized app do what CloudFormation would,
 * at `FAKE_CDK_ENDPOINT`, and are noted in `FAKE_CDK_CALLS`, a line each. `FAKE_CDK_FAILS` is the command that fails.
 */
import { appendFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openAccount } from '../../lib/elsewhere/account.ts';
import { deploy, remove } from '../../lib/elsewhere/deploy/deploy.ts';
import { endpointSettings, surroundingsFor } from '../../lib/elsewhere/endpoint.ts';
import { readAssembly } from '../../lib/local/template/assembly.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    app: { type: 'string', default: '' },
    force: { type: 'boolean' },
    'no-notices': { type: 'boolean' },
    'outputs-file': { type: 'string', default: '' },
    profile: { type: 'string' },
    'require-approval': { type: 'string' },
  },
});
const [command = '', stack = ''] = positionals;
const { FAKE_CDK_ENDPOINT: endpoint = '', FAKE_CDK_CALLS: calls = '', FAKE_CDK_FAILS: fails } = process.env;
const flags = [
  ...(values['require-approval'] === undefined ? [] : [`--require-approval ${values['require-approval']}`]),
  ...(values.force === true ? ['--force'] : []),
  ...(values.profile === undefined ? [] : [`--profile ${values.profile}`]),
];
appendFileSync(calls, `${[command, stack, ...flags].join(' ')} ${process.env['AWS_REGION'] ?? ''}\n`);
if (fails === command) process.exit(1);

const account = await openAccount(endpointSettings(endpoint));
const app = await readAssembly(values.app);
if (command === 'deploy') {
  const { outputs } = await deploy(app, account, surroundingsFor(undefined));
  writeFileSync(values['outputs-file'], JSON.stringify({ [stack]: outputs }));
} else await remove(app, account, surroundingsFor(undefined));
account.destroy();

/** Runs the AWS CLI that is on the PATH against an endpoint, with nothing of the machine's own configuration. */
import { execFile, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';

export type AwsCli = (...args: readonly string[]) => Promise<Answer>;

/** Its output read as JSON (undefined where it printed nothing), or what it wrote to standard error when it failed. */
export type Answer =
  { readonly kind: 'output'; readonly value: unknown } | { readonly kind: 'failed'; readonly text: string };

/** `2.9.19`; undefined where there is no AWS CLI. */
export function cliVersion(): string | undefined {
  const { stdout } = spawnSync('aws', ['--version'], { encoding: 'utf8' });
  return /^aws-cli\/(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
}

export function awsCli(endpoint: string, version: string): AwsCli {
  const env = {
    PATH: process.env['PATH'],
    HOME: tmpdir(),
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'y',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_PAGER: '',
  };
  return (service = '', ...args) =>
    new Promise((resolve) => {
      const where = ignoresVariable(version, service) ? ['--endpoint-url', endpoint] : [];
      const all = [...where, '--output', 'json', service, ...args];
      execFile('aws', all, { env, timeout: 60_000 }, (error, stdout, stderr) => {
        if (error !== null) resolve({ kind: 'failed', text: stderr.trim() || error.message });
        else resolve({ kind: 'output', value: stdout.trim() === '' ? undefined : JSON.parse(stdout) });
      });
    });
}

/** AWS_ENDPOINT_URL came in July 2023; for SQS, version 1 still takes an address of its own. */
function ignoresVariable(version: string, service: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 1 ? minor < 29 || service === 'sqs' : minor < 13;
}

/** Whether it knows what came to AWS's APIs until the beginning of 2024. */
export function knows2024(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major === 1 ? minor >= 33 : minor >= 16;
}

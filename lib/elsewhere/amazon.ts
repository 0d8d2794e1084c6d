import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ClientSettings } from '../cli/aws.ts';
import { UserError } from '../cli/errors.ts';
import { ROOT } from '../cli/settings.ts';
import type { Target } from './target.ts';

const CDK = join(ROOT, 'node_modules', '.bin', 'cdk');

/** A new rule of EventBridge may need that long until it is asked for each event. */
const SETTLES = 60;

const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));

export type Amazon = {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** The CDK's command line. */
  readonly cdk?: string;
  readonly settings?: ClientSettings;
  readonly settles?: number;
};

/** The account behind somebody's profile, by way of CloudFormation. */
export function amazonTarget(amazon: Amazon): Target {
  const { profile, region } = amazon;
  const named = [...(profile === undefined ? [] : ['--profile', profile])];
  const settings = amazon.settings ?? {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  };
  const run = (args: readonly string[]): Promise<void> =>
    exited(amazon.cdk ?? CDK, [...args, ...named, '--no-notices'], region);
  const inRegion = region === undefined ? '' : ` --region ${region}`;
  const asProfile = profile === undefined ? '' : ` --profile ${profile}`;
  return {
    name: region === undefined ? 'AWS' : `AWS (${region})`,
    settles: amazon.settles ?? SETTLES,
    removal: ({ stack }) => `aws cloudformation delete-stack --stack-name ${stack}${asProfile}${inRegion}`,
    async deploy({ folder, stack }) {
      const temporary = mkdtempSync(join(tmpdir(), 'choreography-outputs-'));
      const file = join(temporary, 'outputs.json');
      try {
        const args = ['--app', folder, '--require-approval', 'never', '--outputs-file', file];
        await run(['deploy', stack, ...args]);
        const outputs = outputsFile.parse(JSON.parse(readFileSync(file, 'utf8')))[stack] ?? {};
        const { account, region: where } = placeIn(outputs);
        return { settings: { region: where, ...settings }, outputs, place: { account, region: where } };
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    },
    remove: ({ folder, stack }) => run(['destroy', stack, '--app', folder, '--force']),
  };
}

/** Every ARN says where it is. */
function placeIn({ TopicArn: arn = '' }: Readonly<Record<string, string>>) {
  const [, , , region = '', account = ''] = arn.split(':');
  return { region, account };
}

/**
 * What the CDK says is for whoever waits. It runs in a group of its own: a Ctrl-C is not for it, or it would leave a stack
 * half made or half removed.
 */
function exited(command: string, args: readonly string[], region: string | undefined): Promise<void> {
  const where = region === undefined ? {} : { AWS_REGION: region, AWS_DEFAULT_REGION: region };
  const env = { ...process.env, ...where, CDK_DISABLE_CLI_TELEMETRY: 'true' };
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 2, 2], detached: true });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0) resolve();
      else reject(new UserError(`"cdk ${args[0]}" ended with ${code ?? signal}; what it said stands above.`));
    });
  });
}

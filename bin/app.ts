/**
 * The CDK app: everything in `statemachines/` as one stack. `cdk synth` and `cdk deploy` run it; `node bin/app.ts` alone
 * writes the same assembly. Settings, each by `--context key=value` or by the environment:
 *
 *   stackName      STACK_NAME      choreography-monitor
 *   prefix         PREFIX          what physical names begin with; the stack's name
 *   eventBusName   EVENT_BUS_NAME  an existing bus; a new one is made without it
 *   throwaway      THROWAWAY       `true`: nothing stays when the stack is deleted, the table neither
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Errors, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { formatProblems, readChoreographies } from '../lib/cli/choreographies.ts';
import { UserError } from '../lib/cli/errors.ts';
import { CHOREOGRAPHIES, ROOT } from '../lib/cli/settings.ts';
import { MonitorStack } from '../lib/constructs/stack.ts';
import type { Choreography } from '../lib/definition/model.ts';
import { Refusal } from '../lib/definition/refusal.ts';

if (!written()) process.exitCode = 1;

/** Whether there is an app now; what the user can put right is said without a stack. */
function written(): boolean {
  try {
    const files = readChoreographies(CHOREOGRAPHIES);
    for (const problem of formatProblems(files)) console.error(problem);
    if (files.length === 0)
      throw new UserError(`${CHOREOGRAPHIES}: no choreography found. Put a YAML file there.`);
    const sound = files.flatMap(({ choreography }) => choreography ?? []);
    if (sound.length < files.length) return false;
    synthesize(sound);
    return true;
  } catch (error) {
    // CDK's errors say which name or size it is that cannot be deployed.
    if (!(error instanceof UserError || error instanceof Refusal || Errors.isConstructError(error)))
      throw error;
    console.error(error.message);
    return false;
  }
}

function synthesize(choreographies: readonly Choreography[]): void {
  const app = new App({
    // The CLI hands over cdk.json's context; without the CLI it is read here, or the template would be another.
    context: featureFlags(),
    outdir: process.env['CDK_OUTDIR'] ?? join(ROOT, 'cdk.out'),
    analyticsReporting: false,
    // Half an app, after a refusal, must not be written at the process's end.
    autoSynth: false,
  });
  const setting = (key: string, variable: string): string | undefined => {
    const value: unknown = app.node.tryGetContext(key) ?? process.env[variable];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const eventBusName = setting('eventBusName', 'EVENT_BUS_NAME');
  const prefix = setting('prefix', 'PREFIX');
  new MonitorStack(app, setting('stackName', 'STACK_NAME') ?? 'choreography-monitor', {
    description: 'Choreography monitor: one Step Functions execution for every business instance',
    choreographies,
    ...(eventBusName !== undefined && { eventBusName }),
    ...(prefix !== undefined && { prefix }),
    ...(setting('throwaway', 'THROWAWAY') === 'true' && { tableRemovalPolicy: RemovalPolicy.DESTROY }),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  warn(app.synth());
}

/** What constructs warn of; the CDK CLI shows it by itself. */
function warn({ stacks }: ReturnType<App['synth']>): void {
  if (process.env['CDK_CLI_VERSION'] !== undefined) return;
  for (const { entry } of stacks.flatMap(({ messages }) => messages))
    if (entry.type === 'aws:cdk:warning' && typeof entry.data === 'string')
      console.error(`Warning: ${entry.data}`);
}

function featureFlags(): Record<string, unknown> {
  const settings: unknown = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  if (typeof settings !== 'object' || settings === null || !('context' in settings)) return {};
  const { context } = settings;
  return typeof context === 'object' && context !== null ? { ...context } : {};
}

/**
 * The CDK app: everything in `statemachines/` as one stack. `cdk synth` and `cdk deploy` run it; `node bin/app.ts` alone
 * writes the same assembly. Settings, each by `--context key=value` or by the environment:
 *
 *   stackName      STACK_NAME      choreography-monitor
 *   prefix         PREFIX          what physical names begin with; the stack's name
 *   eventBusName   EVENT_BUS_NAME  an existing bus; a new one is made without it
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { formatProblems, readChoreographies } from '../lib/cli/choreographies.ts';
import { CHOREOGRAPHIES, ROOT } from '../lib/cli/settings.ts';
import { MonitorStack } from '../lib/constructs/stack.ts';
import type { Choreography } from '../lib/definition/model.ts';

const files = readChoreographies(CHOREOGRAPHIES);
for (const problem of formatProblems(files)) console.error(problem);
const sound = files.flatMap(({ choreography }) => choreography ?? []);
if (files.length === 0) {
  console.error(`${CHOREOGRAPHIES}: no choreography found. Put a YAML file there.`);
  process.exitCode = 1;
} else if (sound.length < files.length) process.exitCode = 1;
else synthesize(sound);

function synthesize(choreographies: readonly Choreography[]): void {
  const app = new App({
    // The CLI hands over cdk.json's context; without the CLI it is read here, or the template would be another.
    context: featureFlags(),
    outdir: process.env['CDK_OUTDIR'] ?? join(ROOT, 'cdk.out'),
    analyticsReporting: false,
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
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

function featureFlags(): Record<string, unknown> {
  const settings: unknown = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  if (typeof settings !== 'object' || settings === null || !('context' in settings)) return {};
  const { context } = settings;
  return typeof context === 'object' && context !== null ? { ...context } : {};
}

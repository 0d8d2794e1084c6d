import { App, Validations } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { ChoreographyMonitorProps } from '../../lib/constructs/monitor.ts';
import { MonitorStack } from '../../lib/constructs/stack.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';

const SOURCE = `
id: parcel
title: Parcel
correlation: detail.id
events:
  Handed In: { source: shop }
  Delivered: { source: carrier, detailType: parcel.delivered }
start:
  on: { Handed In: On its way }
states:
  On its way:
    on: { Delivered: Arrived }
    after: { 5d: Lost }
  Arrived: { final: succeeded }
  Lost: { final: failed }
`;

export const PARCEL = choreography(SOURCE);

export function choreography(source: string): Choreography {
  const parsed = parseDefinition(source);
  if (parsed.choreography === undefined) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.choreography;
}

/** The feature flags with which the app is deployed. */
const FLAGS = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8'))).context;

/** As far as the tests look into them by themselves. */
const Resource = z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()) });
export type Resource = z.infer<typeof Resource>;
const Parsed = z.looseObject({ Resources: z.record(z.string(), Resource) });

export type Synthesized = {
  readonly folder: string;
  readonly template: Template;
  readonly resources: readonly Resource[];
  remove(): void;
};
type Props = Partial<ChoreographyMonitorProps & StackProps>;

/** A stack called `watch`. */
export function synthesize(props: Props = {}): Synthesized {
  const { app, folder } = appOf(props, false);
  app.synth();
  return written(folder);
}

/**
 * What cdk-nag and the rules of CloudFormation have against it too, as `rule: construct`. It takes seconds: those rules
 * are read anew in each file of tests.
 */
export function examine(props: Props = {}): Synthesized & { readonly findings: readonly string[] } {
  const { app, folder } = appOf(props, true);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const findings = findingsOf(app, folder);
  return { ...written(folder), findings };
}

function appOf(props: Props, builtinCloudFormationValidation: boolean): { app: App; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'choreography-monitor-test-'));
  const app = new App({
    outdir: folder,
    analyticsReporting: false,
    context: FLAGS,
    builtinCloudFormationValidation,
  });
  new MonitorStack(app, 'watch', { choreographies: [PARCEL], ...props });
  return { app, folder };
}

function written(folder: string): Synthesized {
  const json = Parsed.parse(JSON.parse(readFileSync(join(folder, 'watch.template.json'), 'utf8')));
  return {
    folder,
    template: Template.fromJSON(json),
    resources: Object.values(json.Resources),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The report is only written where a plugin found something. */
function findingsOf(app: App, folder: string): readonly string[] {
  try {
    app.synth();
    return [];
  } catch {
    const report = Report.parse(JSON.parse(readFileSync(join(folder, 'validation-report.json'), 'utf8')));
    return report.pluginReports.flatMap(({ violations }) =>
      violations.flatMap(({ ruleName, violatingConstructs }) =>
        violatingConstructs.map(({ constructPath }) => `${ruleName}: ${constructPath}`),
      ),
    );
  }
}

const Report = z.object({
  pluginReports: z.array(
    z.object({
      violations: z.array(
        z.object({
          ruleName: z.string(),
          violatingConstructs: z.array(z.object({ constructPath: z.string() })),
        }),
      ),
    }),
  ),
});

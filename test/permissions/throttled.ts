/** What is permitted for the case that Step Functions wants fewer calls: an account's tokens are used up, and stay so. */
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings } from '../../lib/cli/aws.ts';
import type { Permission } from '../../lib/local/iam/permissions.ts';
import type { UnusedPermission } from '../../lib/local/iam/unused.ts';
import { openStill, type StillCloud } from './still-cloud.ts';
import { tried, type Finding } from './trial.ts';
import { ofClosings } from './workers.ts';

/** The closer puts a message off: nothing else sends to its queue. */
export const isPuttingOff = ({ holder, action, resource }: Permission): boolean =>
  holder.includes(':role/') && action === 'sqs:SendMessage' && resource.endsWith('-closings');

export async function liveThrottled(
  assembly: string,
  removing: boolean,
): Promise<{ readonly unused: readonly UnusedPermission[]; readonly findings: readonly Finding[] }> {
  const still = await openStill(assembly, { quotas: true });
  try {
    await useUp(still);
    // It leaves out what the execution was given, so that the closer has to ask.
    const detail = {
      stateMachineArn: `${still.machinePrefix}car-journey`,
      name: 'nobody',
      status: 'SUCCEEDED',
    };
    const trial = { feature: 'puts off what is throttled', attempt: () => ofClosings(still, detail) };
    const findings: Finding[] = [];
    for (const permission of still.cloud.permissions().filter(isPuttingOff))
      findings.push(await tried(permission, trial, { lines: still.lines, removing }));
    return { findings, unused: still.cloud.unusedPermissions() };
  } finally {
    await still.stop();
  }
}

async function useUp({ cloud, machinePrefix }: StillCloud): Promise<void> {
  const states = new SFNClient({ ...clientSettings(cloud.url), maxAttempts: 1 });
  const executionArn = `${machinePrefix.replace(':stateMachine:', ':execution:')}car-journey:nobody`;
  const answer = (): Promise<string> =>
    states.send(new DescribeExecutionCommand({ executionArn })).then(
      () => '',
      (error: unknown) => (Error.isError(error) ? error.name : ''),
    );
  while ((await answer()) !== 'ThrottlingException');
  states.destroy();
}

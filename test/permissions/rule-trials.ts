/** What rules deliver, and where it goes that they cannot. */
import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from '@aws-sdk/client-eventbridge';
import { clientSettings } from '../../lib/cli/aws.ts';
import { detailAt } from '../../lib/cli/dated.ts';
import { readScenarios } from '../../lib/cli/scenarios.ts';
import { CHOREOGRAPHIES } from '../../lib/cli/settings.ts';
import type { Permission } from '../../lib/local/iam/permissions.ts';
import { matches } from '../../lib/patterns/matches.ts';
import { parsePattern } from '../../lib/patterns/parse.ts';
import { eventually, type Instances } from './instances.ts';
import type { StillCloud } from './still-cloud.ts';
import type { Trial } from './trial.ts';

/** By the ARN of a rule's queue: what makes the rule deliver. */
export type Deliveries = ReadonlyMap<string, () => Promise<unknown>>;

/** `closings`: of the executions of these. */
export async function deliveriesIn(still: StillCloud, closings: Instances): Promise<Deliveries> {
  const client = new EventBridgeClient(clientSettings(still.cloud.url));
  const events = readScenarios(CHOREOGRAPHIES).flatMap((scenario) => scenario.events);
  const found = new Map<string, () => Promise<unknown>>();
  const EventBusName = still.outputs['BusName'];
  const { Rules = [] } = await client.send(new ListRulesCommand({ EventBusName }));
  for (const { Name: Rule, EventPattern = '{}' } of Rules) {
    const { Targets = [] } = await client.send(new ListTargetsByRuleCommand({ Rule, EventBusName }));
    const parsed = parsePattern(EventPattern);
    const fitting = events.find(
      ({ source, detailType, detail }) =>
        parsed.kind === 'pattern' && matches(parsed.pattern, { source, 'detail-type': detailType, detail }),
    );
    if (fitting === undefined) continue;
    const publish = () => still.publish({ ...fitting, detail: detailAt(fitting, still.cloud.now()) });
    for (const { Arn = '' } of Targets) found.set(Arn, publish);
  }
  client.destroy();
  found.set(`arn:aws:sqs:us-east-1:000000000000:${still.prefix}closings`, () =>
    closings.executeInPart(closings.newId()),
  );
  return found;
}

/** Into the queue; and with `instead`, what permits that, taken away: into its dead letters. */
export function deliveryTrial(
  queueArn: string,
  deliver: () => Promise<unknown>,
  { queued, lines }: StillCloud,
  instead?: Permission,
): Trial {
  return {
    feature: instead === undefined ? 'its rule delivers' : 'keeps what its rule cannot deliver',
    async attempt() {
      const giveBack = instead?.withdraw();
      const [from, fromLine] = [queued.length, lines.length];
      try {
        await deliver();
        return await eventually(`anything about ${queueArn}`, () => {
          if (queued.slice(from).includes(queueArn)) return 'done';
          const refused = lines
            .slice(fromLine)
            .some(
              (line) => line.includes('could not be delivered') && line.includes(`on resource: ${queueArn} `),
            );
          return refused ? 'failed' : undefined;
        });
      } finally {
        giveBack?.();
      }
    },
  };
}

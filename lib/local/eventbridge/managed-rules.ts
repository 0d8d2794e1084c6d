import { readJson, type Member } from '../../patterns/json.ts';
import { booleanOf, type JsonObject } from '../json.ts';
import { AwsError, type Place } from '../service.ts';
import type { Archive, Archives } from './archives.ts';
import type { Bus } from './buses.ts';
import { printed } from './envelope.ts';

/**
 * Each archive has a rule on its bus that EventBridge makes, shows and lets nobody change. Here it is shown only: what
 * an archive wants goes into it without one.
 */
export type ManagedRule = {
  readonly name: string;
  /** As DescribeRule has it. */
  readonly shown: JsonObject;
  /** As ListTargetsByRule has them. */
  readonly targets: readonly JsonObject[];
};

export type ManagedRules = {
  of(bus: Bus): readonly ManagedRule[];
  find(bus: Bus, name: string): ManagedRule | undefined;
  /** @throws AwsError for one that is managed; `why` is said of it. */
  refuse(bus: Bus, name: string, why?: string): void;
};

const NOT_YOURS = " and can't be modified.";

/** Why it is not deleted. By force AWS deletes it, and then its archive gets nothing more. */
export function undeletable(input: JsonObject): string {
  return booleanOf(input['Force']) === true
    ? ' of an archive; in the local cloud it goes with the archive only.'
    : ". Set 'force' parameter to true to override.";
}

export function managedRules(
  archives: Archives,
  place: Place,
  arnOf: (bus: Bus, rule: string) => string,
): ManagedRules {
  const ruleOf = (archive: Archive, bus: Bus): ManagedRule => {
    const name = `Events-Archive-${archive.name}`;
    return {
      name,
      shown: {
        Name: name,
        Arn: arnOf(bus, name),
        EventPattern: patternOf(archive.definition.pattern),
        State: 'ENABLED',
        ManagedBy: 'prod.vhs.events.aws.internal',
        EventBusName: bus.name,
      },
      targets: [
        {
          Id: name,
          Arn: `arn:aws:events:${place.region}:::`,
          InputTransformer: {
            InputPathsMap: {},
            InputTemplate: `{"archive-arn": "${archive.arn}", "event": <aws.events.event.json>, "ingestion-time": <aws.events.event.ingestion-time>}`,
          },
        },
      ],
    };
  };
  const of = (bus: Bus): readonly ManagedRule[] =>
    archives
      .list()
      .filter(({ definition }) => definition.bus === bus.arn)
      .map((archive) => ruleOf(archive, bus));
  const find = (bus: Bus, name: string): ManagedRule | undefined =>
    of(bus).find((rule) => rule.name === name);
  return {
    of,
    find,
    refuse(bus, name, why = NOT_YOURS) {
      if (find(bus, name) === undefined) return;
      throw new AwsError('ManagedRuleException', `${name} is a managed rule${why}`);
    },
  };
}

/** What is replayed is not archived again. */
function patternOf(pattern: string | null): string {
  const members = [...membersOf(pattern ?? '{}'), ...membersOf('{"replay-name":[{"exists":false}]}')];
  return printed({ kind: 'object', members, at: 0, end: 0 });
}

function membersOf(text: string): readonly Member[] {
  const reading = readJson(text);
  return reading.kind === 'json' && reading.node.kind === 'object' ? reading.node.members : [];
}

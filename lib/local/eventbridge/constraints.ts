import type { Constraint, Constraints } from '../constraints.ts';

const WORD = '[\\.\\-_A-Za-z0-9]+';
const NAME: Constraint = { required: true, min: 1, max: 64, pattern: WORD };
const ARCHIVE: Constraint = { ...NAME, max: 48 };
const NEW_BUS: Constraint = { ...NAME, max: 256, pattern: '[/\\.\\-_A-Za-z0-9]+' };
const BUS: Constraint = {
  min: 1,
  max: 1600,
  pattern: '(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+',
};
const ARN: Constraint = { required: true, min: 1, max: 1600 };
const PATTERN: Constraint = { max: 4096 };
const DESCRIPTION: Constraint = { max: 512 };
const PAGED: Constraints = { NextToken: { min: 1, max: 2048 }, Limit: { least: 1, greatest: 100 } };
const ON_BUS: Constraints = { Name: NAME, EventBusName: BUS };
const OF_RULE: Constraints = { Rule: NAME, EventBusName: BUS };

function prefix(longest: number, pattern = WORD): Constraints {
  return { NamePrefix: { min: 1, max: longest, pattern } };
}

/**
 * What the model of EventBridge's API says of requests, by operation. Not that a pattern to be tested may have 4,096
 * characters at most: only a rule's has to end somewhere.
 */
export const CONSTRAINTS: { readonly [operation: string]: Constraints } = {
  PutEvents: { Entries: { required: true, min: 1, max: 10, members: { EventBusName: BUS } } },
  TestEventPattern: { EventPattern: { required: true }, Event: { required: true } },
  PutRule: {
    ...ON_BUS,
    ScheduleExpression: { max: 256 },
    EventPattern: PATTERN,
    State: { values: ['ENABLED', 'DISABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS'] },
    Description: DESCRIPTION,
    RoleArn: { min: 1, max: 1600 },
  },
  DescribeRule: ON_BUS,
  DeleteRule: ON_BUS,
  EnableRule: ON_BUS,
  DisableRule: ON_BUS,
  ListRules: { ...prefix(64), EventBusName: BUS, ...PAGED },
  PutTargets: {
    ...OF_RULE,
    Targets: {
      required: true,
      min: 1,
      max: 100,
      members: { Id: NAME, Arn: ARN, Input: { max: 8192 }, InputPath: { max: 256 } },
    },
  },
  RemoveTargets: { ...OF_RULE, Ids: { required: true, min: 1, max: 100, each: NAME } },
  ListTargetsByRule: { ...OF_RULE, ...PAGED },
  CreateEventBus: { Name: NEW_BUS, Description: DESCRIPTION },
  UpdateEventBus: { Name: BUS, Description: DESCRIPTION },
  DeleteEventBus: { Name: NEW_BUS },
  DescribeEventBus: { Name: BUS },
  ListEventBuses: { ...prefix(256, '[/\\.\\-_A-Za-z0-9]+'), ...PAGED },
  CreateArchive: {
    ArchiveName: ARCHIVE,
    EventSourceArn: ARN,
    Description: DESCRIPTION,
    EventPattern: PATTERN,
    RetentionDays: { least: 0 },
  },
  UpdateArchive: {
    ArchiveName: ARCHIVE,
    Description: DESCRIPTION,
    EventPattern: PATTERN,
    RetentionDays: { least: 0 },
  },
  DescribeArchive: { ArchiveName: ARCHIVE },
  DeleteArchive: { ArchiveName: ARCHIVE },
  ListArchives: { ...prefix(48), ...PAGED },
  StartReplay: {
    ReplayName: NAME,
    Description: DESCRIPTION,
    EventSourceArn: ARN,
    EventStartTime: { required: true },
    EventEndTime: { required: true },
    Destination: { required: true },
  },
  DescribeReplay: { ReplayName: NAME },
  CancelReplay: { ReplayName: NAME },
  ListReplays: { ...prefix(64), ...PAGED },
  TagResource: { ResourceARN: ARN, Tags: { required: true } },
  UntagResource: { ResourceARN: ARN, TagKeys: { required: true } },
  ListTagsForResource: { ResourceARN: ARN },
};

import { listOf, objectOf, textOf } from '../json.ts';
import type { ResourceHandler } from '../template/deploy.ts';
import { THE_CLOUD, type World } from '../world.ts';
import { physicalName } from './names.ts';

/** What CreateEventBus, PutRule and CreateArchive take as it stands. */
const BUS = ['Description', 'KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig'];
const RULE = ['Description', 'RoleArn', 'ScheduleExpression'];
const ARCHIVE = ['Description', 'RetentionDays', 'KmsKeyIdentifier'];

export function busHandler({ services, place }: World): ResourceHandler {
  return async ({ properties }) => {
    const name = textOf(properties['Name']) ?? '';
    const settings = Object.entries(properties).filter(([each]) => BUS.includes(each));
    const bus = { ...Object.fromEntries(settings), Name: name };
    await services.events.call('CreateEventBus', bus, THE_CLOUD);
    const arn = `arn:aws:events:${place.region}:${place.account}:event-bus/${name}`;
    return { ref: name, attributes: { Arn: arn, Name: name } };
  };
}

export function ruleHandler({ services }: World): ResourceHandler {
  return async (request) => {
    const { properties } = request;
    const name = textOf(properties['Name']) ?? physicalName(request);
    const bus = textOf(properties['EventBusName']);
    const onBus = bus === undefined ? {} : { EventBusName: bus };
    const pattern = properties['EventPattern'];
    const rule = {
      ...Object.fromEntries(Object.entries(properties).filter(([each]) => RULE.includes(each))),
      Name: name,
      ...onBus,
      State: properties['State'] ?? 'ENABLED',
      ...(pattern === undefined
        ? {}
        : { EventPattern: typeof pattern === 'string' ? pattern : JSON.stringify(pattern) }),
    };
    const output = objectOf(await services.events.call('PutRule', rule, THE_CLOUD));
    const targets = listOf(properties['Targets']);
    if (targets.length > 0) {
      await services.events.call('PutTargets', { Rule: name, ...onBus, Targets: targets }, THE_CLOUD);
    }
    const ref = bus === undefined || bus === 'default' ? name : `${bus}|${name}`;
    return { ref, attributes: { Arn: output['RuleArn'] ?? '' } };
  };
}

export function archiveHandler({ services }: World): ResourceHandler {
  return async (request) => {
    const { properties } = request;
    const name = textOf(properties['ArchiveName']) ?? physicalName(request, 48);
    const pattern = properties['EventPattern'];
    const archive = {
      ...Object.fromEntries(Object.entries(properties).filter(([each]) => ARCHIVE.includes(each))),
      ArchiveName: name,
      EventSourceArn: properties['SourceArn'] ?? '',
      ...(pattern === undefined
        ? {}
        : { EventPattern: typeof pattern === 'string' ? pattern : JSON.stringify(pattern) }),
    };
    const output = objectOf(await services.events.call('CreateArchive', archive, THE_CLOUD));
    return { ref: name, attributes: { Arn: output['ArchiveArn'] ?? '', ArchiveName: name } };
  };
}

import { objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { addTags, type Tags } from '../tags.ts';
import type { Bus, Buses, BusSettings } from './buses.ts';
import { validation } from './errors.ts';
import type { ManagedRules } from './managed-rules.ts';
import type { Operations } from './operations.ts';
import { paged } from './paging.ts';

const SETTINGS = ['Description', 'KmsKeyIdentifier', 'DeadLetterConfig', 'LogConfig'];

export function busOperations(buses: Buses, managed: ManagedRules, tags: Tags): Operations {
  return {
    CreateEventBus(input) {
      if (input['EventSourceName'] !== undefined)
        throw validation('Event buses of partners (EventSourceName) are not there in the local cloud.');
      refuseDeadLetters(input);
      const { arn, settings } = buses.create(textOf(input['Name']) ?? '', settingsIn(input));
      addTags(tags, arn, input);
      return { EventBusArn: arn, ...settings };
    },
    UpdateEventBus(input) {
      const bus = buses.demand(textOf(input['Name']));
      refuseDeadLetters(input);
      const { arn, name, settings } = buses.update(bus, { ...bus.settings, ...settingsIn(input) });
      return { Arn: arn, Name: name, ...settings };
    },
    DescribeEventBus: (input) => describe(buses.demand(textOf(input['Name']))),
    ListEventBuses: (input) => paged(buses.list(), input, 'EventBuses', summaryOf),
    DeleteEventBus(input) {
      const name = textOf(input['Name']) ?? '';
      const bus = buses.find(name);
      if (bus !== undefined && managed.of(bus).length > 0)
        throw validation("Event bus can't be deleted since it has rules.");
      buses.delete(name);
      if (bus !== undefined) tags.forget(bus.arn);
      return {};
    },
  };
}

function refuseDeadLetters(input: JsonObject): void {
  const service = (textOf(objectOf(input['DeadLetterConfig'])['Arn']) ?? '').split(':')[2];
  if (service !== undefined && service !== 'sqs')
    throw validation(`${service} is not supported as a dead letter resource`);
}

function settingsIn(input: JsonObject): BusSettings {
  return Object.fromEntries(Object.entries(input).filter(([name]) => SETTINGS.includes(name)));
}

function describe({ name, arn, createdAt, modifiedAt, settings }: Bus): Json {
  return {
    Name: name,
    Arn: arn,
    CreationTime: createdAt / 1000,
    LastModifiedTime: modifiedAt / 1000,
    ...settings,
  };
}

/** Of the settings, a list shows the description alone. */
function summaryOf(bus: Bus): Json {
  const { Description: description } = bus.settings;
  return describe({ ...bus, settings: description === undefined ? {} : { Description: description } });
}

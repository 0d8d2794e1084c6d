import { textOf } from '../json.ts';
import type { Json } from '../service.ts';
import type { Bus, Buses } from './buses.ts';
import { validation } from './errors.ts';
import type { ManagedRules } from './managed-rules.ts';
import type { Operations } from './operations.ts';
import { paged } from './paging.ts';

export function busOperations(buses: Buses, managed: ManagedRules): Operations {
  return {
    CreateEventBus(input) {
      const { arn, description } = buses.create(textOf(input['Name']) ?? '', textOf(input['Description']));
      return { EventBusArn: arn, ...(description === undefined ? {} : { Description: description }) };
    },
    DescribeEventBus: (input) => describe(buses.demand(textOf(input['Name']))),
    ListEventBuses: (input) => paged(buses.list(), input, 'EventBuses', describe),
    DeleteEventBus(input) {
      const name = textOf(input['Name']) ?? '';
      const bus = buses.find(name);
      if (bus !== undefined && managed.of(bus).length > 0)
        throw validation("Event bus can't be deleted since it has rules.");
      buses.delete(name);
      return {};
    },
  };
}

function describe({ name, arn, createdAt, description }: Bus): Json {
  return {
    Name: name,
    Arn: arn,
    CreationTime: createdAt / 1000,
    LastModifiedTime: createdAt / 1000,
    ...(description === undefined ? {} : { Description: description }),
  };
}

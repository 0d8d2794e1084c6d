import { textOf } from '../json.ts';
import type { Json } from '../service.ts';
import type { Bus, Buses } from './buses.ts';
import type { Operations } from './operations.ts';
import { paged } from './paging.ts';

export function busOperations(buses: Buses): Operations {
  return {
    CreateEventBus(input) {
      const { arn, description } = buses.create(textOf(input['Name']) ?? '', textOf(input['Description']));
      return { EventBusArn: arn, ...(description === undefined ? {} : { Description: description }) };
    },
    DescribeEventBus: (input) => describe(buses.demand(textOf(input['Name']))),
    ListEventBuses: (input) => paged(buses.list(), input, 'EventBuses', describe),
    DeleteEventBus(input) {
      buses.delete(textOf(input['Name']) ?? '');
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

import { numberOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import type { Archive, ArchiveDefinition, Archives } from './archives.ts';
import type { Buses } from './buses.ts';
import { constraint, validation } from './errors.ts';
import type { Operations } from './operations.ts';
import { paged } from './paging.ts';
import { demandPattern } from './rule.ts';

export function archiveOperations(archives: Archives, buses: Buses): Operations {
  const demand = (input: JsonObject): Archive => archives.demand(textOf(input['ArchiveName']) ?? '');
  return {
    CreateArchive(input) {
      const name = textOf(input['ArchiveName']) ?? '';
      const bus = buses.demand(textOf(input['EventSourceArn']) ?? '').arn;
      const fresh = { bus, description: null, pattern: null, retention: 0 };
      const archive = archives.create(name, { ...fresh, ...changesIn(input) });
      return changed(archive);
    },
    DescribeArchive(input) {
      const archive = demand(input);
      const { description, pattern } = archive.definition;
      return {
        ArchiveArn: archive.arn,
        ...summaryOf(archive),
        ...(description === null ? {} : { Description: description }),
        ...(pattern === null ? {} : { EventPattern: pattern }),
      };
    },
    ListArchives(input) {
      const source = textOf(input['EventSourceArn']);
      const state = textOf(input['State']);
      atMostOneFilter(input, 'ListArchives');
      const found = archives
        .list()
        .filter(({ definition }) => source === undefined || definition.bus === source)
        .filter(() => state === undefined || state === 'ENABLED');
      return paged(found, input, 'Archives', summaryOf);
    },
    UpdateArchive(input) {
      const archive = demand(input);
      return changed(archives.update(archive, { ...archive.definition, ...changesIn(input) }));
    },
    DeleteArchive(input) {
      archives.delete(demand(input));
      return {};
    },
  };
}

/** @throws AwsError, as both lists do */
export function atMostOneFilter(input: JsonObject, operation: string): void {
  const given = ['State', 'EventSourceArn', 'NamePrefix'].filter((name) => input[name] !== undefined);
  if (given.length > 1)
    throw validation(
      `At most one filter is allowed for ${operation}. Use either : State, EventSourceArn, or NamePrefix.`,
    );
}

/** What is left out stays as it is. */
function changesIn(input: JsonObject): Partial<ArchiveDefinition> {
  const description = textOf(input['Description']);
  const pattern = textOf(input['EventPattern']);
  if (pattern !== undefined) demandPattern(pattern);
  const retention = input['RetentionDays'] === undefined ? undefined : numberOf(input['RetentionDays']);
  if (input['RetentionDays'] !== undefined && !(retention !== undefined && isDays(retention)))
    throw constraint(
      JSON.stringify(input['RetentionDays']),
      'retentionDays',
      'Member must have value greater than or equal to 0',
    );
  return {
    ...(description === undefined ? {} : { description }),
    ...(pattern === undefined ? {} : { pattern }),
    ...(retention === undefined ? {} : { retention }),
  };
}

function isDays(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}

function changed({ arn, definition }: Archive): Json {
  return { ArchiveArn: arn, State: 'ENABLED', CreationTime: definition.createdAt / 1000 };
}

function summaryOf({ name, definition, events }: Archive): JsonObject {
  return {
    ArchiveName: name,
    EventSourceArn: definition.bus,
    State: 'ENABLED',
    RetentionDays: definition.retention,
    SizeBytes: events.size(),
    EventCount: events.count(),
    CreationTime: definition.createdAt / 1000,
  };
}

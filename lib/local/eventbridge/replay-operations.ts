import { objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import { AwsError, type Json, type Place } from '../service.ts';
import { atMostOneFilter } from './archive-operations.ts';
import type { Archives } from './archives.ts';
import type { Buses } from './buses.ts';
import { timeIn } from './entries.ts';
import { overLimit, validation } from './errors.ts';
import type { Operations } from './operations.ts';
import { paged } from './paging.ts';
import { isUnderWay, lastTimeOf, type Replay, type Replays } from './replays.ts';

type Around = {
  readonly place: Place;
  readonly buses: Buses;
  readonly archives: Archives;
  readonly replays: Replays;
};

/** An account's, and no more on request. */
const MOST_AT_ONCE = 10;

export function replayOperations(around: Around): Operations {
  const { replays } = around;
  const arnOf = ({ name }: Replay): string => `${prefixOf(around.place)}replay/${name}`;
  const demand = (input: JsonObject): Replay => {
    const name = textOf(input['ReplayName']) ?? '';
    const replay = replays.find(name);
    if (replay === undefined)
      throw new AwsError('ResourceNotFoundException', `Replay ${name} does not exist.`);
    return replay;
  };
  return {
    StartReplay(input) {
      const replay = replays.start(requestIn(input, around));
      return { ReplayArn: arnOf(replay), State: replay.state, ReplayStartTime: replay.startedAt / 1000 };
    },
    DescribeReplay(input) {
      const replay = demand(input);
      const { description, bus, rules } = replay;
      return {
        ReplayArn: arnOf(replay),
        ...(description === null ? {} : { Description: description }),
        Destination: { Arn: bus, ...(rules === null ? {} : { FilterArns: rules }) },
        ...summaryOf(replay, around.place),
      };
    },
    ListReplays(input) {
      atMostOneFilter(input, 'ListReplays');
      const [source, state] = [textOf(input['EventSourceArn']), textOf(input['State'])];
      const found = replays
        .list()
        .filter(({ archive }) => source === undefined || archiveArn(archive, around.place) === source)
        .filter((replay) => state === undefined || replay.state === state);
      return paged(found, input, 'Replays', (replay) => summaryOf(replay, around.place));
    },
    CancelReplay(input) {
      const replay = demand(input);
      if (!isUnderWay(replay))
        throw new AwsError(
          'IllegalStatusException',
          `Replay ${replay.name} is not in a valid state for this operation.`,
        );
      replays.cancel(replay);
      return { ReplayArn: arnOf(replay), State: 'CANCELLING' };
    },
  };
}

/** @throws AwsError */
function requestIn(input: JsonObject, { place, buses, archives, replays }: Around) {
  const name = textOf(input['ReplayName']) ?? '';
  const source = textOf(input['EventSourceArn']) ?? '';
  const archiveName = source.startsWith(archiveArn('', place)) ? source.split(':archive/')[1] : undefined;
  if (archiveName === undefined) throw notValid('EventSourceArn', 'Must contain an archive ARN.');
  const archive = archives.find(archiveName);
  if (archive === undefined) throw notValid('EventSourceArn', `Archive ${archiveName} does not exist.`);
  const destination = objectOf(input['Destination']);
  const bus = textOf(destination['Arn']) ?? '';
  if (!/^arn:[^:]+:events:[^:]*:\d{12}:event-bus\/.+$/.test(bus))
    throw notValid('Destination.Arn', 'Must contain an event bus ARN.');
  if (buses.find(bus) === undefined)
    throw new AwsError(
      'ResourceNotFoundException',
      `Event bus ${bus.split('event-bus/')[1] ?? ''} does not exist.`,
    );
  if (bus !== archive.definition.bus)
    throw notValid('Destination.Arn', 'Cross event bus replay is not permitted.');
  if (replays.list().filter(isUnderWay).length >= MOST_AT_ONCE)
    throw overLimit('The requested resource exceeds the maximum number allowed.');
  if (replays.find(name) !== undefined)
    throw new AwsError('ResourceAlreadyExistsException', `Replay ${name} already exists.`);
  const rules = destination['FilterArns'] === undefined ? null : textsOf(destination['FilterArns']);
  const description = textOf(input['Description']) ?? null;
  return { name, description, archive: archiveName, bus, rules, ...timesIn(input) };
}

function timesIn(input: JsonObject): { readonly from: number; readonly to: number } {
  const [start = NaN, end = NaN] = ['EventStartTime', 'EventEndTime'].map((name) =>
    timeIn(input[name] ?? '', NaN),
  );
  if (Number.isNaN(start)) throw notValid('EventStartTime', 'It is no time.');
  if (Number.isNaN(end)) throw notValid('EventEndTime', 'It is no time.');
  if (start >= end) throw notValid('EventEndTime', 'EventStartTime must be before EventEndTime.');
  return { from: Math.floor(start / 1000), to: Math.floor(end / 1000) };
}

function notValid(parameter: string, reason: string): AwsError {
  return validation(`Parameter ${parameter} is not valid. Reason: ${reason}`);
}

function summaryOf(replay: Replay, place: Place): { [name: string]: Json } {
  const last = lastTimeOf(replay);
  return {
    ReplayName: replay.name,
    EventSourceArn: archiveArn(replay.archive, place),
    State: replay.state,
    ...(replay.reason === null ? {} : { StateReason: replay.reason }),
    EventStartTime: replay.from,
    EventEndTime: replay.to,
    ...(last === undefined ? {} : { EventLastReplayedTime: last }),
    ReplayStartTime: replay.startedAt / 1000,
    ...(replay.endedAt === null ? {} : { ReplayEndTime: replay.endedAt / 1000 }),
  };
}

function archiveArn(name: string, place: Place): string {
  return `${prefixOf(place)}archive/${name}`;
}

function prefixOf({ region, account }: Place): string {
  return `arn:aws:events:${region}:${account}:`;
}

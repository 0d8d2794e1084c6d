import { randomUUID } from 'node:crypto';
import { matchesJson } from '../../patterns/matches.ts';
import type { Clock } from '../clock.ts';
import { checkMembers } from '../constraints.ts';
import { objectOf } from '../json.ts';
import type { Log } from '../log.ts';
import { AwsError, type Place, type Service } from '../service.ts';
import { forgetful, type Storage } from '../storage/storage.ts';
import { entriesOf } from '../storage/typed.ts';
import { busOperations } from './bus-operations.ts';
import { archiveOperations } from './archive-operations.ts';
import { createArchives } from './archives.ts';
import { createBuses, type Bus } from './buses.ts';
import { CONSTRAINTS } from './constraints.ts';
import { managedRules } from './managed-rules.ts';
import { createDeliveries, type Deliver, type StoredDelivery } from './delivery.ts';
import { busEvent, type BusEvent, type EventParts } from './envelope.ts';
import { eventOperations } from './event-operations.ts';
import type { Operations } from './operations.ts';
import { ruleOperations } from './rule-operations.ts';
import type { Rule } from './rule.ts';
import { replayOperations } from './replay-operations.ts';
import { createReplays } from './replays.ts';
import { createSchedules } from './schedules.ts';
import { createTags, tagOperations } from '../tags.ts';
import { taggedResource } from './tagged.ts';
import { targetOperations } from './target-operations.ts';

/** EventBridge of the local cloud: its API, and the way by which services here send events of their own. */
export type EventBridge = Service & {
  /** For events of AWS itself (`aws.states`), on the default bus. The result is the event's id. */
  publish(event: {
    readonly source: string;
    readonly detailType: string;
    /** The text of a JSON object. */
    readonly detail: string;
    readonly resources: readonly string[];
    /** Epoch milliseconds; now if left out. */
    readonly time?: number;
  }): string;
  /** To be called when the template's buses and rules are there: brings back what the API made of them. */
  restore(): Promise<void>;
  /** To be called when all targets are there: goes on with deliveries, and with schedules from where they were. */
  resume(): void;
  /** Ends schedules, and deliveries that wait for another attempt. */
  stop(): void;
};

export function createEventBridge(around: {
  readonly place: Place;
  readonly clock: Clock;
  readonly deliver: Deliver;
  readonly log: Log;
  /** Of events; random UUIDs if left out. */
  readonly newId?: () => string;
  /** @default nothing outlives the process */
  readonly storage?: Storage;
}): EventBridge {
  const { place, clock, log, storage = forgetful() } = around;
  const newId = around.newId ?? randomUUID;
  const now = (): number => clock.now();
  const buses = createBuses(place, now, storage);
  const deliveries = createDeliveries({
    ...around,
    stored: entriesOf<StoredDelivery>(storage, 'events delivery'),
  });

  const deliver = (event: BusEvent, rule: Rule): void => {
    for (const target of rule.targets.values()) deliveries.begin(event, rule, target);
  };
  const match = (bus: Bus, event: BusEvent, concerns: (rule: Rule) => boolean): void => {
    for (const rule of bus.rules.values()) {
      const { pattern, state } = rule.definition;
      if (!concerns(rule)) continue;
      if (state !== 'DISABLED' && pattern !== undefined && matchesJson(pattern.parsed, event.node))
        deliver(event, rule);
    }
  };
  const archives = createArchives(place, now, storage);
  const managed = managedRules(archives, place, buses.ruleArn);
  const replays = createReplays({
    clock,
    storage,
    archives,
    deliver(busName, event, only) {
      const bus = buses.find(busName);
      if (bus !== undefined) match(bus, event, ({ arn }) => only?.includes(arn) ?? true);
    },
  });
  const publish = (busName: string, parts: Omit<EventParts, 'id'>): string => {
    const event = busEvent({ ...parts, id: newId() }, place);
    const bus = buses.find(busName);
    if (bus === undefined) {
      // AWS takes such an event without a word, too.
      const text = `Event ${event.id} (${parts.detailType}) is dropped: there is no event bus ${busName}.`;
      log({ source: 'cloud', level: 'warning', text });
    } else {
      archives.record(bus, event, parts.time);
      match(bus, event, () => true);
    }
    return event.id;
  };
  const schedules = createSchedules(clock, storage, (due) => {
    const time = now();
    const parts = { source: 'aws.events', detailType: 'Scheduled Event', time, detail: '{}' };
    const event = busEvent({ ...parts, id: newId(), resources: [due.arn] }, place);
    const bus = buses.demand(undefined);
    archives.record(bus, event, time);
    deliver(event, due);
    // It is an event on the bus as others are.
    match(bus, event, ({ arn }) => arn !== due.arn);
  });
  const tags = createTags(storage, 'events');
  const operations: Operations = {
    ...busOperations(buses, managed, tags),
    ...ruleOperations({ buses, managed, tags, place, schedules, now, log }),
    ...targetOperations(buses, managed),
    ...eventOperations({ now, publish }),
    ...tagOperations(tags, (input) => taggedResource(input, buses)),
    ...archiveOperations(archives, buses),
    ...replayOperations({ place, buses, archives, replays }),
  };

  return {
    async call(operation, input) {
      const perform = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
      if (perform === undefined) throw notThere(operation);
      const request = objectOf(input);
      checkMembers(request, CONSTRAINTS[operation] ?? {});
      return Promise.resolve(perform(request));
    },
    publish: ({ time = now(), ...parts }) => publish('default', { ...parts, time }),
    async restore() {
      await buses.restore(schedules.follow);
      await archives.restore();
    },
    resume() {
      replays.resume();
      deliveries.resume();
      schedules.resume();
    },
    stop() {
      replays.stop();
      schedules.stop();
      deliveries.stop();
    },
  };
}

function notThere(operation: string): AwsError {
  return new AwsError(
    'UnknownOperationException',
    `EventBridge's ${operation} is not there in the local cloud`,
  );
}

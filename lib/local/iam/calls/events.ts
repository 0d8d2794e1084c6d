import { listOf, objectOf, textOf, type JsonObject } from '../../json.ts';
import type { Place } from '../../service.ts';
import type { Check, Checks, ContextEntries } from './check.ts';

const ON_BUS = ['DescribeEventBus', 'DeleteEventBus', 'UpdateEventBus', 'PutPermission', 'RemovePermission'];
const ON_NOTHING = [
  'ListEventBuses',
  'ListArchives',
  'ListReplays',
  'ListRuleNamesByTarget',
  'TestEventPattern',
];

export const eventsChecks: Checks = (operation, input, place) => {
  const action = `events:${operation}`;
  if (operation === 'PutEvents') return putEvents(input, place);
  if (ON_NOTHING.includes(operation)) return [{ action, resource: '*' }];
  const arn = (resource: string): string => `arn:aws:events:${place.region}:${place.account}:${resource}`;
  if (ON_BUS.includes(operation) || operation === 'CreateEventBus') {
    return [{ action, resource: busArn(textOf(input['Name']) ?? 'default', place) }];
  }
  const archive = textOf(input['ArchiveName']);
  const replay = textOf(input['ReplayName']);
  const bus = busName(textOf(input['EventBusName']) ?? 'default');
  const rule = textOf(input['Rule']) ?? textOf(input['Name']) ?? '*';
  const resource =
    textOf(input['ResourceARN']) ??
    (archive === undefined ? undefined : arn(`archive/${archive}`)) ??
    (replay === undefined ? undefined : arn(`replay/${replay}`)) ??
    arn(bus === 'default' ? `rule/${rule}` : `rule/${bus}/${rule}`);
  return [{ action, resource }];
};

/** One check a bus, which is told of the sources and types of all events for it. */
function putEvents(input: JsonObject, place: Place): readonly Check[] {
  const buses = new Map<string, JsonObject[]>();
  for (const entry of listOf(input['Entries']).map(objectOf)) {
    const bus = busArn(textOf(entry['EventBusName']) ?? 'default', place);
    buses.set(bus, [...(buses.get(bus) ?? []), entry]);
  }
  const texts = (entries: readonly JsonObject[], name: string): readonly string[] => [
    ...new Set(entries.flatMap((entry) => textOf(entry[name]) ?? [])),
  ];
  return [...buses].map(([resource, entries]) => ({
    action: 'events:PutEvents',
    resource,
    context: () => {
      const told: ContextEntries = [
        ['events:source', texts(entries, 'Source')],
        ['events:detail-type', texts(entries, 'DetailType')],
        ['events:eventbusinvocation', ['false']],
      ];
      return Promise.resolve(told);
    },
  }));
}

function busArn(nameOrArn: string, { region, account }: Place): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:events:${region}:${account}:event-bus/${nameOrArn}`;
}

function busName(nameOrArn: string): string {
  return nameOrArn.split('event-bus/').at(-1) ?? nameOrArn;
}

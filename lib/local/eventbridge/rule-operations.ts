import { textOf, type JsonObject } from '../json.ts';
import type { Log } from '../log.ts';
import type { Json, Place } from '../service.ts';
import { addTags, type Tags } from '../tags.ts';
import { demandRule, type Bus, type Buses } from './buses.ts';
import { validation } from './errors.ts';
import { undeletable, type ManagedRules } from './managed-rules.ts';
import type { Operations } from './operations.ts';
import { paged } from './paging.ts';
import { PATTERN_QUOTA, ruleDefinition, type Rule, type RuleState } from './rule.ts';
import type { Schedules } from './schedules.ts';

export function ruleOperations(around: {
  readonly buses: Buses;
  readonly managed: ManagedRules;
  readonly tags: Tags;
  readonly place: Place;
  readonly schedules: Schedules;
  readonly now: () => number;
  readonly log: Log;
}): Operations {
  const { buses, managed, tags, schedules } = around;
  const locate = (input: JsonObject): { bus: Bus; name: string } => ({
    bus: buses.demand(textOf(input['EventBusName'])),
    name: textOf(input['Name']) ?? '',
  });
  const change = (input: JsonObject, state: RuleState): Json => {
    const { bus, name } = locate(input);
    managed.refuse(bus, name);
    const rule = demandRule(bus, name);
    buses.setRule(bus, { ...rule, definition: { ...rule.definition, state } });
    schedules.follow(bus, name);
    return {};
  };
  const describe = (rule: Rule, bus: Bus): JsonObject => {
    const { pattern, schedule, description, roleArn, state } = rule.definition;
    return {
      Name: rule.name,
      Arn: rule.arn,
      State: state,
      EventBusName: bus.name,
      ...(pattern === undefined ? {} : { EventPattern: pattern.text }),
      ...(schedule === undefined ? {} : { ScheduleExpression: schedule.text }),
      ...(description === undefined ? {} : { Description: description }),
      ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
    };
  };

  return {
    PutRule(input) {
      const { bus } = locate(input);
      const definition = ruleDefinition(input, bus.name, around.now());
      const { name, pattern } = definition;
      managed.refuse(bus, name);
      const length = pattern?.text.length ?? 0;
      if (length > PATTERN_QUOTA) {
        const text = `Rule ${name}: its event pattern has ${length} characters; AWS allows ${PATTERN_QUOTA} unless the quota was raised.`;
        around.log({ source: 'cloud', level: 'warning', text });
      }
      const arn = buses.ruleArn(bus, name);
      // Of a rule that is there already its tags stay as they are.
      if (!bus.rules.has(name)) addTags(tags, arn, input);
      buses.setRule(bus, { name, arn, definition, targets: bus.rules.get(name)?.targets ?? new Map() });
      schedules.follow(bus, name);
      return { RuleArn: arn };
    },
    DescribeRule(input) {
      const { bus, name } = locate(input);
      const shown = managed.find(bus, name)?.shown ?? describe(demandRule(bus, name), bus);
      return { ...shown, CreatedBy: around.place.account };
    },
    ListRules(input) {
      const { bus } = locate(input);
      const own = [...bus.rules.values()].map((rule) => ({ name: rule.name, shown: describe(rule, bus) }));
      return paged([...own, ...managed.of(bus)], input, 'Rules', ({ shown }) => shown);
    },
    EnableRule: (input) => change(input, 'ENABLED'),
    DisableRule: (input) => change(input, 'DISABLED'),
    DeleteRule(input) {
      const { bus, name } = locate(input);
      managed.refuse(bus, name, undeletable(input));
      if ((bus.rules.get(name)?.targets.size ?? 0) > 0)
        throw validation("Rule can't be deleted since it has targets.");
      buses.deleteRule(bus, name);
      tags.forget(buses.ruleArn(bus, name));
      schedules.follow(bus, name);
      return {};
    },
  };
}

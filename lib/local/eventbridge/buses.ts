import type { Place } from '../service.ts';
import { AwsError } from '../service.ts';
import { constraint, noSuchBus, noSuchRule, overLimit, validation } from './errors.ts';
import type { Rule } from './rule.ts';

export type Bus = {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly description: string | undefined;
  readonly rules: Map<string, Rule>;
};

/** All buses of this cloud; `default` is always there. */
export type Buses = {
  /** @throws AwsError */
  create(name: string, description: string | undefined): Bus;
  /** @throws AwsError */
  delete(nameOrArn: string): void;
  find(nameOrArn: string): Bus | undefined;
  /** By name or ARN; `default` if there is none. @throws AwsError */
  demand(nameOrArn: string | undefined): Bus;
  list(): readonly Bus[];
  ruleArn(bus: Bus, rule: string): string;
};

const DEFAULT = 'default';
const MOST_RULES = 300;

export function createBuses(place: Place, now: () => number): Buses {
  const prefix = `arn:aws:events:${place.region}:${place.account}:`;
  const buses = new Map<string, Bus>();
  const add = (name: string, description: string | undefined): Bus => {
    const bus = {
      name,
      arn: `${prefix}event-bus/${name}`,
      createdAt: now(),
      description,
      rules: new Map<string, Rule>(),
    };
    buses.set(name, bus);
    return bus;
  };
  const find = (nameOrArn: string): Bus | undefined =>
    buses.get(nameOrArn.startsWith('arn:') ? (nameOrArn.split('event-bus/')[1] ?? '') : nameOrArn);
  add(DEFAULT, undefined);

  return {
    create(name, description) {
      if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(name))
        throw constraint(name, 'name', 'Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
      if (buses.has(name))
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
      return add(name, description);
    },
    delete(nameOrArn) {
      const bus = find(nameOrArn);
      if (bus?.name === DEFAULT) throw validation('Cannot delete event bus default.');
      if (bus !== undefined && bus.rules.size > 0)
        throw validation("Event bus can't be deleted since it has rules.");
      if (bus !== undefined) buses.delete(bus.name);
    },
    find,
    demand(nameOrArn) {
      const bus = find(nameOrArn ?? DEFAULT);
      if (bus === undefined) throw noSuchBus(nameOrArn ?? DEFAULT);
      return bus;
    },
    list: () => [...buses.values()],
    ruleArn: (bus, rule) => `${prefix}rule/${bus.name === DEFAULT ? '' : `${bus.name}/`}${rule}`,
  };
}

/** @throws AwsError */
export function demandRule(bus: Bus, name: string): Rule {
  const rule = bus.rules.get(name);
  if (rule === undefined) throw noSuchRule(name, bus.name);
  return rule;
}

/** @throws AwsError */
export function addRule(bus: Bus, rule: Rule): void {
  if (!bus.rules.has(rule.name) && bus.rules.size >= MOST_RULES)
    throw overLimit('The requested resource exceeds the maximum number allowed.');
  bus.rules.set(rule.name, rule);
}

import type { JsonObject } from '../json.ts';
import type { Place } from '../service.ts';
import { AwsError } from '../service.ts';
import type { Storage } from '../storage/storage.ts';
import { constraint, noSuchBus, noSuchRule, overLimit, validation } from './errors.ts';
import { keptBuses, keptRule, ruleFrom, ruleKey } from './kept.ts';
import type { Rule } from './rule.ts';

export type Bus = {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly settings: BusSettings;
  readonly rules: ReadonlyMap<string, Rule>;
};

/** What CreateEventBus and UpdateEventBus say, by their names; all but the description is without effect here. */
export type BusSettings = JsonObject;

/** All buses of this cloud; `default` is always there. */
export type Buses = {
  /** @throws AwsError */
  create(name: string, settings: BusSettings): Bus;
  update(bus: Bus, settings: BusSettings): Bus;
  /** @throws AwsError */
  delete(nameOrArn: string): void;
  find(nameOrArn: string): Bus | undefined;
  /** By name or ARN; `default` if there is none. @throws AwsError */
  demand(nameOrArn: string | undefined): Bus;
  list(): readonly Bus[];
  /** A new rule, or what has become of one. @throws AwsError */
  setRule(bus: Bus, rule: Rule): void;
  deleteRule(bus: Bus, name: string): void;
  /** When the template's are there: brings back what the API made; `onRule` is told of each rule that it changes. */
  restore(onRule: (bus: Bus, name: string) => void): Promise<void>;
  ruleArn(bus: Bus, rule: string): string;
};

const DEFAULT = 'default';
const MOST_RULES = 300;

export function createBuses(place: Place, now: () => number, storage: Storage): Buses {
  const prefix = `arn:aws:events:${place.region}:${place.account}:`;
  const busPrefix = `${prefix}event-bus/`;
  const buses = new Map<string, Bus & { readonly rules: Map<string, Rule> }>();
  const kept = keptBuses(storage);
  const set = (name: string, settings: BusSettings, createdAt: number, modifiedAt = createdAt): Bus => {
    const rules = buses.get(name)?.rules ?? new Map<string, Rule>();
    const bus = { name, arn: busPrefix + name, createdAt, modifiedAt, settings, rules };
    buses.set(name, bus);
    return bus;
  };
  const keep = ({ name, settings, createdAt, modifiedAt }: Bus): void =>
    kept.buses.changed(name, { settings, createdAt, modifiedAt });
  const find = (nameOrArn: string): Bus | undefined =>
    buses.get(nameOrArn.startsWith(busPrefix) ? nameOrArn.slice(busPrefix.length) : nameOrArn);
  const ruleArn = (bus: string, rule: string): string =>
    `${prefix}rule/${bus === DEFAULT ? '' : `${bus}/`}${rule}`;
  set(DEFAULT, {}, now());

  return {
    create(name, settings) {
      if (name.includes('/')) throw validation("Event bus name must not contain '/'.");
      if (!/^[.\-_A-Za-z0-9]{1,256}$/.test(name))
        throw constraint(name, 'name', 'Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+');
      if (buses.has(name))
        throw new AwsError('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
      const bus = set(name, settings, now());
      keep(bus);
      return bus;
    },
    update({ name, createdAt }, settings) {
      const bus = set(name, settings, createdAt, now());
      keep(bus);
      return bus;
    },
    delete(nameOrArn) {
      const bus = find(nameOrArn);
      if (bus?.name === DEFAULT) throw validation('Cannot delete event bus default.');
      if (bus !== undefined && bus.rules.size > 0)
        throw validation("Event bus can't be deleted since it has rules.");
      if (bus === undefined) return;
      buses.delete(bus.name);
      kept.buses.deleted(bus.name);
    },
    find,
    demand(nameOrArn) {
      const bus = find(nameOrArn ?? DEFAULT);
      if (bus === undefined) throw noSuchBus(nameOrArn ?? DEFAULT);
      return bus;
    },
    list: () => [...buses.values()],
    setRule(bus, rule) {
      if (!bus.rules.has(rule.name) && bus.rules.size >= MOST_RULES)
        throw overLimit('The requested resource exceeds the maximum number allowed.');
      buses.get(bus.name)?.rules.set(rule.name, rule);
      kept.rules.changed(ruleKey(bus.name, rule.name), keptRule(bus, rule));
    },
    deleteRule(bus, name) {
      buses.get(bus.name)?.rules.delete(name);
      kept.rules.deleted(ruleKey(bus.name, name));
    },
    async restore(onRule) {
      await kept.buses.restore((name, bus) => {
        if (bus === undefined) buses.delete(name);
        else set(name, bus.settings, bus.createdAt, bus.modifiedAt);
      });
      await kept.rules.restore((key, found) => {
        const [busName = '', name = ''] = key.split('/');
        const bus = buses.get(busName);
        if (bus === undefined) return;
        if (found === undefined) bus.rules.delete(name);
        else
          bus.rules.set(
            name,
            ruleFrom(found, (rule) => ruleArn(busName, rule), now()),
          );
        onRule(bus, name);
      });
    },
    ruleArn: (bus, rule) => ruleArn(bus.name, rule),
  };
}

/** @throws AwsError */
export function demandRule(bus: Bus, name: string): Rule {
  const rule = bus.rules.get(name);
  if (rule === undefined) throw noSuchRule(name, bus.name);
  return rule;
}

import type { JsonObject } from '../json.ts';
import { createDefinitions, type Definitions } from '../storage/definitions.ts';
import type { Storage } from '../storage/storage.ts';
import type { Bus, BusSettings } from './buses.ts';
import { ruleDefinition, type Rule } from './rule.ts';
import { parseTarget } from './target.ts';

/** What the API made of buses and rules outlives the process. */
export type KeptBuses = {
  readonly buses: Definitions<KeptBus>;
  /** By bus and name. */
  readonly rules: Definitions<KeptRule>;
};

export type KeptBus = {
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly settings: BusSettings;
};

export type KeptRule = {
  readonly bus: string;
  /** As PutRule takes it. */
  readonly rule: JsonObject;
  /** As PutTargets takes them. */
  readonly targets: readonly JsonObject[];
};

export function keptBuses(storage: Storage): KeptBuses {
  return {
    buses: createDefinitions<KeptBus>(storage, 'events bus', ({ settings }) => settings),
    rules: createDefinitions<KeptRule>(storage, 'events rule'),
  };
}

export function ruleKey(bus: string, rule: string): string {
  return `${bus}/${rule}`;
}

export function keptRule({ name: bus }: Bus, { name, definition, targets }: Rule): KeptRule {
  const { state, description, roleArn, pattern, schedule } = definition;
  return {
    bus,
    rule: {
      Name: name,
      State: state,
      ...(description === undefined ? {} : { Description: description }),
      ...(roleArn === undefined ? {} : { RoleArn: roleArn }),
      ...(pattern === undefined ? {} : { EventPattern: pattern.text }),
      ...(schedule === undefined ? {} : { ScheduleExpression: schedule.text }),
    },
    targets: [...targets.values()].map(({ given }) => given),
  };
}

export function ruleFrom({ bus, rule, targets }: KeptRule, arn: (name: string) => string, now: number): Rule {
  const definition = ruleDefinition(rule, bus, now);
  const { name } = definition;
  const parsed = targets.map(parseTarget).map((target) => [target.id, target] as const);
  return { name, arn: arn(name), definition, targets: new Map(parsed) };
}

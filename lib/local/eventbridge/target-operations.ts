import { listOf, textOf, textsOf, type JsonObject } from '../json.ts';
import { demandRule, type Bus, type Buses } from './buses.ts';
import { overLimit, validation } from './errors.ts';
import { undeletable, type ManagedRules } from './managed-rules.ts';
import type { Operations } from './operations.ts';
import { paged } from './paging.ts';
import type { Rule } from './rule.ts';
import { parseTarget } from './target.ts';

const MOST_TARGETS = 5;

export function targetOperations(buses: Buses, managed: ManagedRules): Operations {
  const placeIn = (input: JsonObject): { bus: Bus; name: string } => ({
    bus: buses.demand(textOf(input['EventBusName'])),
    name: textOf(input['Rule']) ?? '',
  });
  const locate = (input: JsonObject, why?: string): { bus: Bus; rule: Rule } => {
    const { bus, name } = placeIn(input);
    managed.refuse(bus, name, why);
    return { bus, rule: demandRule(bus, name) };
  };
  return {
    PutTargets(input) {
      const { bus, rule } = locate(input);
      const given = listOf(input['Targets']).map(parseTarget);
      refuseTwice(given.map(({ id }) => id));
      const targets = new Map([...rule.targets, ...given.map((target) => [target.id, target] as const)]);
      if (targets.size > MOST_TARGETS)
        throw overLimit('The requested resource exceeds the maximum number allowed.');
      buses.setRule(bus, { ...rule, targets });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets(input) {
      const { bus, rule } = locate(input, undeletable(input));
      const ids = textsOf(input['Ids']);
      const targets = new Map([...rule.targets].filter(([id]) => !ids.includes(id)));
      buses.setRule(bus, { ...rule, targets });
      return {
        FailedEntryCount: 0,
        FailedEntries: [],
      };
    },
    ListTargetsByRule(input) {
      const { bus, name } = placeIn(input);
      const given =
        managed.find(bus, name)?.targets ??
        [...demandRule(bus, name).targets.values()].map((target) => target.given);
      const targets = given.map((target) => ({ name: textOf(target['Id']) ?? '', target }));
      return paged(targets, input, 'Targets', ({ target }) => target);
    },
    ListRuleNamesByTarget(input) {
      const bus = buses.demand(textOf(input['EventBusName']));
      const arn = textOf(input['TargetArn']);
      const rules = [...bus.rules.values()].filter(({ targets }) =>
        [...targets.values()].some((target) => target.arn === arn),
      );
      return paged(rules, input, 'RuleNames', ({ name }) => name);
    },
  };
}

function refuseTwice(ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined)
    throw validation(
      `Parameter targets is not valid. Reason: More than one target with Id '${twice}' is provided.`,
    );
}

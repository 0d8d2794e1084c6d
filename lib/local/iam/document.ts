import { listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import { readConditions, textsIn, type Condition } from './condition.ts';
import { readPrincipals, type Principals } from './principals.ts';

/** Patterns of actions or resources; `negated` for NotAction and NotResource. */
export type Patterns = { readonly negated: boolean; readonly texts: readonly string[] };

export type Statement = {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Patterns;
  /** None in a trust policy: it is about the role that has it. */
  readonly resources: Patterns | undefined;
  /** None in the policy of a role. */
  readonly principals: Principals | undefined;
  readonly conditions: readonly Condition[];
  /** Which pairs of its actions and resources have let something through: `0 3` is the first action on the fourth. */
  readonly used: Set<string>;
  /** Pairs that are taken away for a while: as if the statement did not have them. */
  readonly withdrawn: Set<string>;
};

export type Policy = {
  /** How people know it: a logical id of the template, or a name. */
  readonly name: string;
  readonly statements: readonly Statement[];
};

export type PolicyReading = { readonly policy: Policy; readonly problems: readonly string[] };

/** A policy document. What cannot be judged here is left out of it, and said in `problems`. */
export function readPolicy(name: string, document: Json | undefined): PolicyReading {
  const given = objectOf(document)['Statement'];
  const statements = Array.isArray(given) ? listOf(given) : given === undefined ? [] : [given];
  const problems: string[] = [];
  const read = statements.map(objectOf).flatMap((statement, index) => {
    const { conditions, unknown } = readConditions(statement['Condition']);
    for (const operator of unknown) {
      problems.push(
        `${name}, statement ${index + 1}: IAM has no condition operator ${operator}, so AWS would not take the policy; ` +
          'here the statement does not apply.',
      );
    }
    return unknown.length > 0 ? [] : [statementOf(statement, conditions)];
  });
  return { policy: { name, statements: read }, problems };
}

function statementOf(statement: JsonObject, conditions: readonly Condition[]): Statement {
  const hasPrincipal = 'Principal' in statement || 'NotPrincipal' in statement;
  const hasResource = 'Resource' in statement || 'NotResource' in statement;
  return {
    sid: textOf(statement['Sid']),
    effect: statement['Effect'] === 'Deny' ? 'Deny' : 'Allow',
    actions: patternsOf(statement, 'Action'),
    resources: hasResource ? patternsOf(statement, 'Resource') : undefined,
    principals: hasPrincipal
      ? readPrincipals(statement['Principal'] ?? statement['NotPrincipal'], 'NotPrincipal' in statement)
      : undefined,
    conditions,
    used: new Set(),
    withdrawn: new Set(),
  };
}

function patternsOf(statement: JsonObject, name: 'Action' | 'Resource'): Patterns {
  const negated = `Not${name}` in statement;
  return { negated, texts: textsIn(statement[negated ? `Not${name}` : name]) };
}

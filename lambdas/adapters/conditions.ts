/**
 * The conditions under which rows are written, as clauses that read as the rule. Every attribute goes by an alias, for
 * `status`, `run`, `time`, `token`, `ttl` and others are reserved words.
 */
import type { Generation } from '../../lib/projection/generation.ts';
import type { EventCondition } from '../../lib/projection/calls.ts';

export type Clause = {
  readonly text: string;
  /** Whether it is held together by OR, which binds weaker than AND. */
  readonly isChoice?: true;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, string | number>>;
};

export const absent: Clause = { text: 'attribute_not_exists(#instance)', ...names('instance') };
export const present: Clause = { text: 'attribute_exists(#instance)', ...names('instance') };

export function equal(attribute: string, value: string | number): Clause {
  // Two clauses may compare one attribute with different words: `status = open`, or `status = closed`.
  const alias = typeof value === 'string' && /^[a-z]{1,20}$/.test(value) ? `:is_${value}` : `:${attribute}`;
  return {
    text: `#${attribute} = ${alias}`,
    names: { [`#${attribute}`]: attribute },
    values: { [alias]: value },
  };
}

/** Or there is none yet. */
export function atMost(attribute: string, value: number): Clause {
  return {
    text: `attribute_not_exists(#${attribute}) OR #${attribute} <= :${attribute}`,
    isChoice: true,
    names: { [`#${attribute}`]: attribute },
    values: { [`:${attribute}`]: value },
  };
}

export function lacks(attribute: string, element: string): Clause {
  return {
    text: `NOT contains(#${attribute}, :${attribute}_has)`,
    names: { [`#${attribute}`]: attribute },
    values: { [`:${attribute}_has`]: element },
  };
}

/** Parentheses only where they must be: for each level of them some parsers take several times as long. */
export function all(...clauses: readonly Clause[]): Clause {
  const bracketed = clauses.map((clause) =>
    clause.isChoice === true ? { ...clause, text: `(${clause.text})` } : clause,
  );
  return joined(bracketed, ' AND ');
}

export function either(...clauses: readonly Clause[]): Clause {
  return { ...joined(clauses, ' OR '), isChoice: true };
}

/** The row's run and redrive count come before these. */
export function olderThan({ run, redrive }: Generation): Clause {
  return generation('<', run, redrive);
}

export function notNewerThan({ run, redrive }: Generation): Clause {
  return generation('<=', run, redrive);
}

export function exactly({ run, redrive }: Generation): Clause {
  return all(equal('run', run), equal('redrive', redrive));
}

/** What must still be so of an EVENT row. */
export function stillSo(condition: EventCondition): Clause {
  switch (condition.kind) {
    case 'absent':
      return absent;
    case 'settled':
      return all(equal('status', condition.status), equal('putBack', condition.putBack));
    case 'held':
      return all(equal('status', 'held'), equal('putBack', condition.putBack));
    case 'sent':
      return all(equal('status', 'sent'), equal('markTo', condition.to), equal('putBack', condition.putBack));
  }
}

/** In the words of the document client. */
export function conditionOf({ text, names, values }: Clause): {
  ConditionExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues?: Record<string, string | number>;
} {
  return {
    ConditionExpression: text,
    ExpressionAttributeNames: { ...names },
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: { ...values } }),
  };
}

function generation(lastStep: '<' | '<=', run: number, redrive: number): Clause {
  return {
    text: `#run < :limitRun OR #run = :limitRun AND #redrive ${lastStep} :limitRedrive`,
    isChoice: true,
    names: { '#run': 'run', '#redrive': 'redrive' },
    values: { ':limitRun': run, ':limitRedrive': redrive },
  };
}

function joined(clauses: readonly Clause[], word: string): Clause {
  return {
    text: clauses.map(({ text }) => text).join(word),
    names: Object.fromEntries(clauses.flatMap((clause) => Object.entries(clause.names))),
    values: Object.fromEntries(clauses.flatMap((clause) => Object.entries(clause.values))),
  };
}

function names(...attributes: readonly string[]): Pick<Clause, 'names' | 'values'> {
  return {
    names: Object.fromEntries(attributes.map((attribute) => [`#${attribute}`, attribute])),
    values: {},
  };
}

import { expressionOf } from '../../expressions/cached.ts';
import { pathsOf } from '../../expressions/paths.ts';
import { expressionsIn } from '../draft-expressions.ts';
import type { Finding } from '../problems.ts';
import { didYouMean } from '../suggest.ts';
import { waysIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { keysUnder, quoted } from './walk.ts';

/** What is read of the context is in it from the start, or assigned somewhere. */
export const contextIsGiven: Rule = (draft) => {
  const assigned = waysIn(draft).flatMap(({ branches }) => branches.flatMap(({ assign }) => assign));
  const known = new Set([
    ...[...draft.context, ...assigned].map(({ name }) => name.text),
    ...keysUnder(draft.data, ['assign', 'context']),
  ]);
  return expressionsIn(draft).flatMap(({ text, path, role, offset, variables }): readonly Finding[] => {
    const expression = expressionOf(text);
    if (expression === undefined || !variables.includes('context')) return [];
    return pathsOf(expression).flatMap(({ of, names, position }): readonly Finding[] => {
      const [name] = names;
      if (of !== 'context' || name === undefined || known.has(name)) return [];
      const meant = didYouMean(name, known);
      const change = `${meant === '' ? 'Assign' : 'If not, assign'} it in a transition, or give it a first value under \`context\`.`;
      const message = `\`$context.${name}\` in the ${role} ${quoted(text)} never has a value: nothing assigns it, and \`context\` does not give it.${meant} ${change}`;
      return [{ code: 'context-unknown', message, path, offset: offset + position }];
    });
  });
};

import type { Finding, Path } from '../problems.ts';
import type { Data } from '../data.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** CloudFormation takes `${` in a machine's definition for a placeholder of its own, and nothing escapes it there. */
export const textHasNoPlaceholder: Rule = ({ data }) => placeholdersIn(data, []);

function placeholdersIn(data: Data, path: Path): readonly Finding[] {
  if (typeof data === 'string') return holds(data) ? [placeholder(data, path, 'value')] : [];
  if (data === null || typeof data !== 'object') return [];
  const entries: readonly (readonly [string | number, Data])[] = Array.isArray(data)
    ? data.map((item: Data, index) => [index, item] as const)
    : Object.entries<Data>(data);
  return entries.flatMap(([key, value]) => [
    ...(typeof key === 'string' && holds(key) ? [placeholder(key, [...path, key], 'key')] : []),
    ...placeholdersIn(value, [...path, key]),
  ]);
}

function holds(text: string): boolean {
  return text.includes('${');
}

function placeholder(text: string, path: Path, at: 'key' | 'value'): Finding {
  const message = `${quoted(text)} holds \${, which CloudFormation takes for a placeholder. Put a space between $ and {.`;
  return {
    code: 'placeholder-in-text',
    message,
    path,
    at,
    ...(at === 'key' ? {} : { offset: text.indexOf('${') }),
  };
}

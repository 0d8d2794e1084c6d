import { patternOf } from '../build.ts';
import { compare } from '../overlap/compare.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** An event of the bus that two names match belongs to neither. */
export const eventsAreToldApart: Rule = ({ events }) => {
  const known = events
    .filter(({ source }) => source !== undefined)
    .map((event) => ({ name: event.name, pattern: patternOf(event) }));
  return known.flatMap(({ name, pattern }, index) =>
    known.slice(0, index).flatMap((other): readonly Finding[] => {
      const at = { path: name.path, at: 'key' } as const;
      const both = `${quoted(other.name.text)} and ${quoted(name.text)}`;
      const change = 'Give them sources, detail types or patterns that exclude each other.';
      switch (compare(other.pattern, pattern)) {
        case 'disjoint':
          return [];
        case 'overlap': {
          const message = `One and the same event can be both ${both}, and then it is neither. ${change}`;
          return [{ code: 'events-overlap', message, ...at }];
        }
        case 'undecided': {
          const message = `It cannot be seen whether one and the same event can be both ${both}; one that is would be reported as ambiguous. ${change}`;
          return [{ code: 'events-maybe-overlap', severity: 'warning', message, ...at }];
        }
      }
    }),
  );
};

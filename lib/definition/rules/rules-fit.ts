import { rulePatterns } from '../rule-patterns.ts';
import { patternOf } from '../build.ts';
import type { Rule } from './rule.ts';

/** EventBridge's limit for the pattern of one rule. */
const MAX_CHARACTERS = 2048;

export const rulesFit: Rule = ({ events, start, ignore }) => {
  const ignored = new Set(ignore.map(({ text }) => text));
  const starting = new Set(start.map(({ event }) => event.text));
  const subscribed = events
    .filter(({ name }) => !ignored.has(name.text))
    .map((event) => ({ name: event.name.text, pattern: patternOf(event) }));
  return (['start', 'events'] as const).flatMap((rule) => {
    const ofRule = subscribed.filter(({ name }) => starting.has(name) === (rule === 'start'));
    const pattern = rulePatterns(ofRule.map((event) => event.pattern));
    const length = pattern === undefined ? 0 : JSON.stringify(pattern).length;
    if (length <= MAX_CHARACTERS) return [];
    const which = rule === 'start' ? 'the start events' : 'the events that follow the start';
    const message = `The patterns of ${which} come to ${length} characters in one rule; EventBridge takes at most ${MAX_CHARACTERS}. Use fewer or shorter patterns (events that differ in their detail type only take the least), or split the choreography.`;
    return [{ code: 'rule-too-long', message, path: ['events'], at: 'key' }];
  });
};

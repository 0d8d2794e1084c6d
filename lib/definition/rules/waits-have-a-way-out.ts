import type { Rule } from './rule.ts';
import { quoted, waysOutOf } from './walk.ts';

export const waitsHaveAWayOut: Rule = ({ states }) =>
  states
    .filter((state) => state.kind !== 'final' && waysOutOf(state).length === 0)
    .map(({ name, on }) => {
      const why = on.length === 0 ? 'it awaits nothing and has no deadline' : 'whatever it awaits is dropped';
      return {
        code: 'no-way-out',
        message: `An instance never leaves ${quoted(name.text)}: ${why}. Give it an event with a target under \`on\`, a deadline under \`after\`, or make it \`final\`.`,
        path: name.path,
        at: 'key',
      };
    });

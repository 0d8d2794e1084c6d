/**
 * What the compiler refuses. `npm run types` checks that each mistake is one, on the line of the misspelt name; here it
 * is checked that a program that got past the compiler is refused just so when it runs.
 */
import { expect, test } from '@jest/globals';
import { DefinitionError, defineChoreography } from '../../lib/definition/define.ts';

const base = { id: 'sample', correlation: 'detail.id' } as const;
const events = { Asked: { source: 's' }, 'Asked again': { source: 's' }, Answered: { source: 's' } };
const start = { on: { Asked: 'Open' } } as const;
const Done = { final: 'succeeded' } as const;
const Open = { on: { Answered: 'Done' } } as const;

const MISTAKES: Readonly<Record<string, () => unknown>> = {
  'an unknown event in start': () =>
    defineChoreography({
      ...base,
      events,
      start: {
        on: {
          Asked: 'Open',
          // @ts-expect-error no event has this name
          Aksed: 'Open',
        },
      },
      states: { Open, Done },
    }),
  'an unknown state in start': () =>
    defineChoreography({
      ...base,
      events,
      start: {
        on: {
          // @ts-expect-error no state has this name
          Asked: 'Opne',
        },
      },
      states: { Open, Done },
    }),
  'an unknown event in on': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          on: {
            Answered: 'Done',
            // @ts-expect-error no event has this name
            'Asked agian': 'Open',
          },
        },
        Done,
      },
    }),
  'an unknown target': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          on: {
            // @ts-expect-error no state has this name
            Answered: 'Dnoe',
          },
        },
        Done,
      },
    }),
  'an unknown target in a branch': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          on: {
            Answered: {
              guard: 'detail.yes',
              // @ts-expect-error no state has this name
              target: 'Dnoe',
            },
          },
        },
        Done,
      },
    }),
  'an unknown target in a list of branches': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          on: {
            Answered: [
              'Done',
              // @ts-expect-error no state has this name
              'Dnoe',
            ],
          },
        },
        Done,
      },
    }),
  'an unknown member of an all': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          all: [
            'Answered',
            // @ts-expect-error no event has this name
            'Asked agian',
          ],
          onDone: 'Done',
        },
        Done,
      },
    }),
  'an unknown state after an all': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          all: ['Answered'],
          // @ts-expect-error no state has this name
          onDone: 'Dnoe',
        },
        Done,
      },
    }),
  'an all without onDone': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        // @ts-expect-error `onDone` is missing
        Open: { all: ['Answered'] },
        Done,
      },
    }),
  'an unknown target of a deadline': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          ...Open,
          after: {
            // @ts-expect-error no state has this name
            '3d': 'Dnoe',
          },
        },
        Done,
      },
    }),
  'an unknown target of a deadline in a list': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          ...Open,
          after: [
            {
              delay: '3d',
              // @ts-expect-error no state has this name
              target: 'Dnoe',
            },
          ],
        },
        Done,
      },
    }),
  'a deadline that is no duration': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          ...Open,
          after: {
            // @ts-expect-error no duration
            'three days': 'Done',
          },
        },
        Done,
      },
    }),
  'an unknown event in ignore': () =>
    defineChoreography({
      ...base,
      events,
      start,
      ignore: [
        // @ts-expect-error no event has this name
        'Asked agian',
      ],
      states: { Open, Done },
    }),
  'a key that the language has not': () =>
    defineChoreography({
      ...base,
      events,
      start,
      // @ts-expect-error no such key
      corelation: 'detail.id',
      states: { Open, Done },
    }),
  'a policy that there is not': () =>
    defineChoreography({
      ...base,
      // @ts-expect-error no such policy
      unexpected: 'explode',
      events,
      start,
      states: { Open, Done },
    }),
  'an outcome that there is not': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open,
        Done: {
          // @ts-expect-error no such outcome
          final: 'success',
        },
      },
    }),
};

test.each(Object.entries(MISTAKES))('%s is refused by the compiler, and when it runs', (_, mistake) => {
  expect(mistake).toThrow(DefinitionError);
});

/** As in define.types.test.ts, for what stands inside of states: names of all levels are known at all levels. */
import { expect, test } from '@jest/globals';
import { DefinitionError, defineChoreography } from '../../lib/definition/define.ts';

const base = { id: 'sample', correlation: 'detail.id' } as const;
const events = { Asked: { source: 's' }, Answered: { source: 's' }, Shipped: { source: 's' } };
const start = { on: { Asked: 'Open' } } as const;
const Done = { final: 'succeeded' } as const;

const MISTAKES: Readonly<Record<string, () => unknown>> = {
  'an unknown target inside a compound': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          initial: 'Inner',
          states: {
            Inner: {
              on: {
                // @ts-expect-error no state has this name
                Answered: 'Dnoe',
              },
            },
          },
        },
        Done,
      },
    }),
  'an unknown event two levels down': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          initial: 'Inner',
          states: {
            Inner: {
              initial: 'Innermost',
              states: {
                Innermost: {
                  on: {
                    Answered: 'Done',
                    // @ts-expect-error no event has this name
                    Answred: 'Done',
                  },
                },
              },
            },
          },
        },
        Done,
      },
    }),
  'an unknown initial': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          // @ts-expect-error no state has this name
          initial: 'Inmer',
          states: { Inner: { on: { Answered: 'Done' } } },
        },
        Done,
      },
    }),
  'a compound without initial': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        // @ts-expect-error `initial` is missing
        Open: { states: { Inner: { on: { Answered: 'Done' } } } },
        Done,
      },
    }),
  'an unknown compound in history': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: { initial: 'Inner', states: { Inner: { on: { Answered: 'Away' } } } },
        Away: {
          on: {
            Shipped: {
              target: {
                // @ts-expect-error no state has this name
                history: 'Opne',
              },
            },
            Answered: 'Done',
          },
        },
        Done,
      },
    }),
  'an unknown target in a region': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          parallel: {
            Left: {
              initial: 'L',
              states: {
                L: {
                  on: {
                    // @ts-expect-error no state has this name
                    Answered: 'Letf',
                  },
                },
                LeftDone: Done,
              },
            },
            Right: { initial: 'R', states: { R: { on: { Shipped: 'RightDone' } }, RightDone: Done } },
          },
          onDone: 'Done',
        },
        Done,
      },
    }),
  'a list of branches on onDone that leads to an unknown state': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          all: ['Answered'],
          onDone: [
            { guard: '$context.yes = true', target: 'Done' },
            // @ts-expect-error no state has this name
            'Dnoe',
          ],
        },
        Done,
      },
    }),
  'an unknown target of an item': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          forEach: {
            items: '$context.lines',
            match: 'detail.line',
            initial: 'Line open',
            states: {
              'Line open': {
                on: {
                  // @ts-expect-error no state has this name
                  Shipped: 'Line shiped',
                },
              },
              'Line shipped': Done,
            },
          },
          onDone: 'Done',
        },
        Done,
      },
    }),
  'an unknown event that opens an item': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          forEach: {
            items: '$context.lines',
            match: 'detail.line',
            opens: [
              // @ts-expect-error no event has this name
              'Answred',
            ],
            initial: 'Line open',
            states: { 'Line open': { on: { Shipped: 'Line shipped' } }, 'Line shipped': Done },
          },
          on: { Answered: 'Done' },
        },
        Done,
      },
    }),
  'an `all` inside an item': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          forEach: {
            items: '$context.lines',
            match: 'detail.line',
            initial: 'Line open',
            states: {
              'Line open': {
                // @ts-expect-error an item has waits and finals only
                all: ['Shipped'],
                onDone: 'Line shipped',
              },
              'Line shipped': Done,
            },
          },
          onDone: 'Done',
        },
        Done,
      },
    }),
  'an unknown state after a task': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          task: 'arn:aws:states:::lambda:invoke',
          // @ts-expect-error no state has this name
          next: 'Dnoe',
        },
        Done,
      },
    }),
  'an unknown state where an error is caught': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          task: 'arn:aws:states:::lambda:invoke',
          catch: {
            // @ts-expect-error no state has this name
            'States.ALL': 'Dnoe',
          },
          next: 'Done',
        },
        Done,
      },
    }),
  'an unknown target at the top': () =>
    defineChoreography({
      ...base,
      events,
      start,
      on: {
        // @ts-expect-error no state has this name
        Shipped: 'Dnoe',
      },
      states: { Open: { on: { Answered: 'Done' } }, Done },
    }),
  'a member with a target': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          all: {
            Answered: {
              // @ts-expect-error a member stays in its `all`
              target: 'Done',
            },
          },
          onDone: 'Done',
        },
        Done,
      },
    }),
  'an always without a target': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          on: { Answered: 'Done' },
          always: [
            // @ts-expect-error `target` is missing
            { guard: '$context.yes = true' },
          ],
        },
        Done,
      },
    }),
  'a deadline with two moments': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          on: { Answered: 'Done' },
          after: [
            // @ts-expect-error it is due at one moment
            { delay: '3d', silence: '1h', target: 'Done' },
          ],
        },
        Done,
      },
    }),
  'a state of two kinds': () =>
    defineChoreography({
      ...base,
      events,
      start,
      states: {
        Open: {
          on: { Answered: 'Done' },
          // @ts-expect-error a state is of one kind
          all: ['Shipped'],
          final: 'succeeded',
        },
        Done,
      },
    }),
};

test.each(Object.entries(MISTAKES))('%s is refused by the compiler, and when it runs', (_, mistake) => {
  expect(mistake).toThrow(DefinitionError);
});

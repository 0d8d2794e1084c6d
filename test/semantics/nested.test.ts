import { describe, expect, test } from '@jest/globals';
import { all, choreography, compound, failing, final, forEach, parallel, wait } from './made.ts';
import { play } from './played.ts';

const at = (expression: string) => ({ kind: 'at', expression }) as const;
const silence = (delay: number) => ({ kind: 'silence', delay }) as const;

describe('a compound', () => {
  const journey = choreography([
    compound(
      'Moving',
      [
        wait('Packing', { on: { Packed: 'Driving', Halted: { guard: 'detail.inner', target: 'Driving' } } }),
        wait('Driving', { on: { Arrived: 'There', Back: 'Packing' }, after: [[60_000, 'Lost']] }),
      ],
      { on: { Halted: 'Stopped', Again: 'Moving' }, after: [[90_000, 'Late']] },
    ),
    final('There'),
    final('Stopped'),
    failing('Lost'),
    failing('Late'),
  ]);

  test('is entered by its initial state, and its transitions hold in every state inside', async () => {
    const { said, states } = await play(journey, [
      ['Start', 0],
      ['Packed', 1_000],
      ['Halted', 2_000],
    ]);
    expect(said).toEqual([['taken:  → Packing'], ['taken: Packing → Driving'], ['taken: Driving → Stopped']]);
    expect(states).toEqual(['Stopped']);
  });

  test('lets the inner state try first', async () => {
    const { states } = await play(journey, [
      ['Start', 0],
      ['Halted', 2_000, { inner: true }],
    ]);
    expect(states).toEqual(['Driving']);
  });

  test('keeps its own clock through the states inside; the earlier deadline wins', async () => {
    const { said } = await play(journey, [
      ['Start', 0],
      ['Packed', 50_000],
      [undefined, 200_000],
    ]);
    expect(said[2]).toEqual(['deadline at 90000: Driving → Late']);
  });

  test('starts its clock anew when it names itself', async () => {
    const { said } = await play(journey, [
      ['Start', 0],
      ['Again', 50_000],
      ['Packed', 130_000],
      [undefined, 200_000],
    ]);
    expect(said[3]).toEqual(['deadline at 140000: Driving → Late']);
  });

  test('that is done goes on by its onDone, guarded by the context', async () => {
    const graded = choreography([
      compound(
        'Grading',
        [
          wait('Open', {
            on: { Graded: { target: 'Closed', assign: [{ name: 'grade', expression: 'detail.grade' }] } },
          }),
          final('Closed'),
        ],
        {
          onDone: [{ guard: '$context.grade > 3', target: 'Failed' }, 'Passed'],
        },
      ),
      final('Passed'),
      final('Failed'),
    ]);
    const { said } = await play(graded, [
      ['Start', 0],
      ['Graded', 1, { grade: 5 }],
    ]);
    expect(said[1]).toEqual(['taken: Open → Closed', 'decided: Closed → Failed']);
  });

  test('is gone back to where it was left', async () => {
    const paused = choreography([
      compound(
        'Working',
        [wait('First', { on: { Next: 'Second' } }), wait('Second', { on: { Next: 'Done' } })],
        {
          on: { Pause: 'Paused' },
        },
      ),
      wait('Paused', { on: { Resume: { target: { history: 'Working' } } } }),
      final('Done'),
    ]);
    const { said } = await play(paused, [
      ['Start', 0],
      ['Pause', 1],
      ['Resume', 2],
      ['Next', 3],
      ['Pause', 4],
      ['Resume', 5],
    ]);
    expect(said.map(([only]) => only)).toEqual([
      'taken:  → First',
      'taken: First → Paused',
      'taken: Paused → First',
      'taken: First → Second',
      'taken: Second → Paused',
      'taken: Paused → Second',
    ]);
  });
});

describe('what stands around regions', () => {
  const around = choreography([
    parallel(
      'Outer',
      {
        First: [wait('Idle', { on: { Rested: 'Idle done' } }), final('Idle done')],
        Second: [
          parallel(
            'Inner',
            {
              Left: [wait('Lazy', { on: { Woken: 'Lazy done' } }), final('Lazy done')],
              Right: [
                wait('Asked', { on: { Ping: 'Answered' } }),
                wait('Answered', { on: { Bye: 'Quiet' } }),
                final('Quiet'),
              ],
            },
            ['Second done'],
            { on: { Ping: { guard: 'detail.loud', assign: [{ name: 'loud', expression: 'true' }] } } },
          ),
          final('Second done'),
        ],
      },
      ['End'],
      { on: { Ping: {} } },
    ),
    final('End'),
  ]);

  test('is tried after what any of them awaits itself, from the inside outwards', async () => {
    const { said } = await play(around, [
      ['Start', 0],
      ['Ping', 1_000],
      ['Ping', 2_000, { loud: true }],
      ['Bye', 3_000],
      ['Ping', 4_000, { loud: true }],
      ['Ping', 5_000],
    ]);
    expect(said.slice(1)).toEqual([
      ['taken: Asked → Answered'],
      ['taken: Answered → (stays)'],
      ['taken: Answered → Quiet'],
      ['taken: Lazy → (stays)'],
      ['dropped: Idle'],
    ]);
  });
});

describe('a parallel', () => {
  const checks = choreography([
    parallel(
      'Checking',
      {
        Identity: [
          wait('Identity open', {
            on: {
              Identified: { target: 'Identity done', assign: [{ name: 'who', expression: 'detail.who' }] },
            },
          }),
          final('Identity done'),
        ],
        Address: [
          wait('Address open', { on: { Located: 'Address done' }, after: [[60_000, 'Address asked']] }),
          wait('Address asked', { on: { Located: 'Address done' } }),
          final('Address done'),
        ],
      },
      [{ guard: '$context.who = "me"', target: 'Approved' }, 'Rejected'],
      {
        on: { Withdrawn: { target: 'Gone', assign: [{ name: 'why', expression: 'detail.why' }] } },
        after: [[300_000, 'Expired']],
      },
    ),
    final('Approved'),
    final('Rejected'),
    wait('Gone', { on: { Buried: 'Expired' } }),
    failing('Expired'),
  ]);

  test('runs its regions side by side, and goes on when all are done with what they assigned', async () => {
    const { said } = await play(checks, [
      ['Start', 0],
      ['Identified', 10, { who: 'me' }],
      [undefined, 60_000],
      ['Located', 70_000],
    ]);
    expect(said.slice(2)).toEqual([
      ['deadline at 60000: Address open → Address asked'],
      ['taken: Address asked → Address done', 'decided: Checking → Approved'],
    ]);
  });

  test('holds what a region has had already: a sibling may still await it', async () => {
    const { said } = await play(checks, [
      ['Start', 0],
      ['Identified', 10, { who: 'me' }],
      ['Identified', 11],
    ]);
    expect(said[2]).toEqual(['early: Address open']);
  });

  test('is left by an interrupt at once, which keeps only its own assigns', async () => {
    const { states, context } = await play(checks, [
      ['Start', 0],
      ['Identified', 10, { who: 'me' }],
      ['Withdrawn', 20, { why: 'bored' }],
    ]);
    expect(states).toEqual(['Gone']);
    expect(context).toEqual({ why: 'bored' });
  });

  test('is left by its own deadline, counted from its entry', async () => {
    const { said } = await play(checks, [
      ['Start', 0],
      [undefined, 400_000],
    ]);
    expect(said[1]).toEqual([
      'deadline at 60000: Address open → Address asked',
      'deadline at 300000: Address asked → Expired',
    ]);
  });
});

describe('the context', () => {
  const loan = choreography(
    [
      wait('On loan', {
        on: {
          Renewed: {
            assign: [
              { name: 'due', expression: 'detail.due' },
              { name: 'times', expression: '$context.times + 1' },
            ],
          },
          Returned: 'Returned',
          Noted: {},
        },
        after: [
          [at('$context.due - 2000'), { actions: [{ kind: 'notify', message: { literal: 'Soon' } }] }],
          [at('$context.due'), 'Overdue'],
        ],
        due: at('$context.due'),
      }),
      final('Returned'),
      failing('Overdue'),
    ],
    {
      start: { Start: { target: 'On loan', assign: [{ name: 'due', expression: 'detail.due' }] } },
      context: { times: 0 },
    },
  );

  test('moves computed deadlines with each assign, and fires what leads nowhere once', async () => {
    const { said } = await play(loan, [
      ['Start', 0, { due: 10_000 }],
      ['Renewed', 5_000, { due: 30_000 }],
      ['Noted', 6_000],
      [undefined, 29_000],
      [undefined, 40_000],
    ]);
    expect(said).toEqual([
      ['taken:  → On loan'],
      ['taken: On loan → (stays)'],
      ['dropped: On loan'],
      ['deadline at 28000: On loan → (stays)'],
      ['deadline at 30000: On loan → Overdue'],
    ]);
  });

  test('is what always reads, after each assign', async () => {
    const votes = choreography(
      [
        wait('Voting', {
          on: { Yes: { assign: [{ name: 'yes', expression: '$append($context.yes, detail.by)' }] } },
          always: { guard: '$count($context.yes) >= 2', target: 'Ready' },
        }),
        final('Ready'),
      ],
      { context: { yes: [] } },
    );
    const { said } = await play(votes, [
      ['Start', 0],
      ['Yes', 1, { by: 'a' }],
      ['Yes', 2, { by: 'b' }],
    ]);
    expect(said).toEqual([
      ['taken:  → Voting'],
      ['taken: Voting → (stays)'],
      ['taken: Voting → (stays)', 'decided: Voting → Ready'],
    ]);
  });
});

describe('silence', () => {
  test('counts from the last event consumed in the state, inner states included', async () => {
    const session = choreography(
      [
        wait('First', { on: { Next: 'Second' } }),
        wait('Second', { on: { Next: 'Done' } }),
        final('Done'),
        failing('Expired'),
      ],
      { after: [[silence(60_000), 'Expired']] },
    );
    const { said } = await play(session, [
      ['Start', 0],
      ['Next', 50_000],
      [undefined, 200_000],
    ]);
    expect(said[2]).toEqual(['deadline at 110000: Second → Expired']);
  });
});

describe('an all with assigns', () => {
  const gathering = choreography(
    [
      all(
        'Gathering',
        { A: { assign: [{ name: 'a', expression: 'detail.value' }] }, B: {} },
        [{ guard: '$context.a = 1', target: 'One' }, 'Other'],
        { on: { Note: { assign: [{ name: 'note', expression: 'detail.note' }] } } },
      ),
      final('One'),
      final('Other'),
    ],
    { context: {} },
  );

  test('gathers once each, and decides by what was assigned', async () => {
    const { said } = await play(gathering, [
      ['Start', 0],
      ['A', 1, { value: 1 }],
      ['Note', 2, { note: 'x' }],
      ['A', 3, { value: 2 }],
      ['B', 4],
    ]);
    expect(said.slice(1)).toEqual([
      ['gathered: Gathering → (stays)'],
      ['taken: Gathering → (stays)'],
      ['repeated: Gathering'],
      ['gathered: Gathering → One', 'decided: Gathering → One'],
    ]);
  });
});

describe('a forEach', () => {
  const shipping = choreography(
    [
      forEach(
        'Shipping',
        {
          items: '$context.lines',
          key: 'sku',
          match: 'detail.skus',
          states: [
            wait('Waiting', { on: { Shipped: 'Underway' }, after: [[60_000, 'Missing']] }),
            wait('Underway', { on: { Delivered: 'Arrived' } }),
            final('Arrived'),
            final('Missing'),
          ],
        },
        'Complete',
        { on: { Cancelled: 'Cancelled' } },
      ),
      final('Complete'),
      final('Cancelled'),
    ],
    { start: { Start: { target: 'Shipping', assign: [{ name: 'lines', expression: 'detail.lines' }] } } },
  );
  const lines = [{ sku: 'a' }, { sku: 'b' }, { sku: 'c' }];

  test('moves each item on its own, several by one event, and is done when all are final', async () => {
    const { said, configuration } = await play(shipping, [
      ['Start', 0, { lines }],
      ['Shipped', 1_000, { skus: ['a', 'b'] }],
      ['Delivered', 2_000, { skus: 'a' }],
      ['Delivered', 3_000, { skus: 'c' }],
      ['Shipped', 4_000, { skus: 'a' }],
      [undefined, 60_000],
      ['Delivered', 61_000, { skus: 'b' }],
    ]);
    expect(said.slice(1)).toEqual([
      ['taken: Shipping → (stays)'],
      ['taken: Shipping → (stays)'],
      ['early: Shipping'],
      ['unexpected (fail): Shipping'],
      [],
      ['late'],
    ]);
    expect(configuration.kind).toBe('ended');
    const { said: good } = await play(shipping, [
      ['Start', 0, { lines }],
      ['Shipped', 1_000, { skus: ['a', 'b'] }],
      ['Delivered', 2_000, { skus: 'a' }],
      [undefined, 60_000],
      ['Delivered', 61_000, { skus: 'b' }],
    ]);
    expect(good.slice(3)).toEqual([
      ['deadline at 60000: Shipping → (stays)'],
      ['taken: Shipping → Complete', 'decided: Shipping → Complete'],
    ]);
  });

  test('does not take an item without a key for done', async () => {
    const { said, states } = await play(shipping, [
      ['Start', 0, { lines: [{ sku: 'a' }, { name: 'nobody knows' }] }],
      ['Shipped', 1_000, { skus: 'a' }],
      ['Delivered', 2_000, { skus: 'a' }],
    ]);
    expect(said[2]).toEqual(['taken: Shipping → (stays)']);
    expect(states).toEqual(['Shipping']);
  });

  test('of a list that cannot be computed is not done', async () => {
    const failing = choreography(
      [
        forEach(
          'Summing',
          {
            items: '$sum($context.text)',
            match: 'detail.key',
            states: [wait('Open', { on: { Go: 'Gone' } }), final('Gone')],
          },
          'Done',
        ),
        final('Done'),
      ],
      { context: { text: 'no number' } },
    );
    const { states } = await play(failing, [['Start', 0]]);
    expect(states).toEqual(['Summing']);
  });

  test('of nothing is done at once', async () => {
    const { said } = await play(shipping, [['Start', 0, { lines: [] }]]);
    expect(said[0]).toEqual(['taken:  → Shipping', 'decided: Shipping → Complete']);
  });
});

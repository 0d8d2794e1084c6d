import { describe, expect, test } from '@jest/globals';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { after, at, event, fail, given, payload, StoryFailed } from '../../lib/testing/index.ts';
import { failureOf } from './told.ts';

const ORDER = `
id: order
title: Order
correlation: detail.order.id
labels: { customer: detail.customer }
context: { paid: 0 }
events:
  Order Placed: { source: shop, pattern: { detail: { channel: [{ prefix: web. }], total: [{ numeric: ['>', 10] }] } } }
  Order Paid: { source: [{ suffix: .bank }], hold: 10m, unexpected: report }
  Order Packed: { source: warehouse }
  Order Cancelled: { source: shop }
  Order Shipped: { source: shop }
start:
  on: { Order Placed: Waiting for payment }
states:
  Waiting for payment:
    on:
      Order Paid: { target: Checking, assign: { paid: detail.amount } }
      Order Cancelled: Cancelled
    due: 2d
    after: { 7d: Never paid }
  Checking:
    task: arn:aws:states:::lambda:invoke
    arguments: { FunctionName: check, Payload: { paid: '{% $context.paid %}' } }
    retry: [{ ErrorEquals: [Busy], IntervalSeconds: 30, MaxAttempts: 2 }]
    next:
      - { guard: $result.Payload.good, target: Waiting for the warehouse }
      - Cancelled
    catch: { States.ALL: Cancelled }
  Waiting for the warehouse:
    entry: { notify: Pack it }
    on: { Order Packed: { target: Shipped, actions: { publish: Order Shipped } } }
  Shipped: { final: succeeded }
  Cancelled: { final: succeeded }
  Never paid: { final: failed, error: NeverPaid, cause: Nobody paid. }
ignore: [Order Shipped]
`;

const { choreography: parsed } = parseDefinition(ORDER);
const checked = () => given(ORDER).mock('Checking', [payload({ good: true })]);

describe('a story', () => {
  test('goes from event to event and from clock to clock, with all that is to be seen on the way', async () => {
    const seen = await checked()
      .when(event('Order Placed', { customer: 'Ada' }))
      .then({
        state: 'Waiting for payment',
        ended: false,
        context: { paid: 0, other: undefined },
        labels: { customer: 'Ada' },
        awaits: ['Order Cancelled', 'Order Paid'],
        dues: { 'Waiting for payment': '2d' },
        deadline: '2026-01-08T00:00:00Z',
        overdue: [],
        actions: [],
        deviations: [],
        held: [],
        run: 1,
      })
      .when(after('2d'))
      .then({ overdue: ['Waiting for payment'], deadline: '5d' })
      .when(at('2026-01-04T00:00:00Z'), event('Order Paid', { amount: 12 }))
      .then({ state: 'Waiting for the warehouse', overdue: [], actions: ['notify'], context: { paid: 12 } })
      .when(event('Order Packed'))
      .then({ state: 'Shipped', ended: 'succeeded', actions: [{ 'publish Order Shipped': { id: '1' } }] });
    expect(seen.actions).toEqual([
      { what: 'notify', with: 'Pack it' },
      { what: 'publish Order Shipped', with: { id: '1' } },
    ]);
  });

  test('ends in a failure, by a deadline', async () => {
    await given(parsed ?? ORDER)
      .when(event('Order Placed'), after('7d'))
      .then({ state: 'Never paid', ended: 'failed', error: 'NeverPaid', cause: 'Nobody paid.' });
  });

  test('has several instances, told apart by their ids', async () => {
    await given(ORDER)
      .when(event('Order Placed').of('a'), event('Order Placed', { order: { id: 'b' } }))
      .when(event('Order Cancelled').of('a'))
      .then({ id: 'a', state: 'Cancelled' })
      .then({ id: 'b', state: 'Waiting for payment' })
      .then({ id: 'c', ended: false, run: 0 });
  });

  test('holds several in the order in which they came', async () => {
    const story = () => given(ORDER).when(event('Order Paid', { amount: 20 }), event('Order Cancelled'));
    await story().then({ run: 0, held: ['Order Paid', 'Order Cancelled'] });
    expect(await failureOf(story().then({ held: ['Order Cancelled', 'Order Paid'] }))).toContain('  held\n');
  });

  test('holds what comes early, drops what comes again, and reports what nobody awaits', async () => {
    const paid = event('Order Paid', { amount: 20 });
    await checked()
      .when(paid)
      .then({ held: ['Order Paid'], run: 0 })
      .when(event('Order Placed'))
      .then('Waiting for the warehouse')
      .when(paid)
      .then({ state: 'Waiting for the warehouse', deviations: [] })
      .when(event('Order Paid'), after('1h'))
      .then({ state: 'Waiting for the warehouse', deviations: ['unexpected Order Paid'] });
  });
});

describe('a task', () => {
  const placedAndPaid = [event('Order Placed'), event('Order Paid', { amount: 11 })];

  test('comes to what it is given, call by call: its retriers and catchers are the real ones', async () => {
    await given(ORDER)
      .mock('Checking', [fail('Busy'), after('10s', payload({ good: true }))])
      .when(...placedAndPaid)
      .then({ run: 1, ended: false, actions: [] })
      .when(after('40s'))
      .then('Waiting for the warehouse');
    await given(ORDER)
      .mock('Checking', () => fail('Broken', 'It is broken'))
      .when(...placedAndPaid)
      .then('Cancelled');
  });

  test('of which nothing is said is an error, and no failure that the choreography could catch', async () => {
    expect(
      await failureOf(
        given(ORDER)
          .when(...placedAndPaid)
          .then('Cancelled'),
      ),
    ).toBe(
      'Unanswered: The task "Checking" calls arn:aws:states:::lambda:invoke for the 1st time, and nothing says what it comes to: .mock("Checking", [answer, …]). The call\'s arguments: {"FunctionName":"check","Payload":{"paid":11}}',
    );
  });

  test('that is an action can fail too: it is reported, and the instance goes on', async () => {
    await checked()
      .mock('publish Order Shipped', () => fail('EventBridge.Broken', 'no bus'))
      .when(...placedAndPaid, event('Order Packed'), after('5m'))
      .then({ state: 'Shipped', deviations: ['failed-action publish Order Shipped'] });
  });

  test('that is an action, says a lot and fails with a long cause, is reported too', async () => {
    const story = `
id: story
correlation: detail.id
events: { Begun: { source: s }, Told: { source: s }, Ended: { source: s } }
start: { on: { Begun: Open } }
states:
  Open: { on: { Told: { target: Known, actions: [{ publish: Copied, detail: '{"a": detail.text, "b": detail.text}' }] } } }
  Known: { on: { Ended: Over } }
  Over: { final: succeeded }
`;
    // With a cause as long as AWS gives it, it is more than a state's input may be.
    await given(story)
      .mock('publish Copied', () => fail('EventBridge.Broken', 'c'.repeat(32_768)))
      .when(event('Begun'), event('Told', { text: 'x'.repeat(118_000) }), after('5m'))
      .then({ state: 'Known', ended: false, deviations: ['failed-action publish Copied'] });
  });
});

describe('a story that goes otherwise', () => {
  test('says what was expected, what is, and what has happened so far', async () => {
    const story = given(ORDER, { id: '4711' })
      .when(event('Order Placed'), after('3d'))
      .when(event('Order Cancelled'))
      .then({ state: 'Shipped', ended: 'succeeded', overdue: [], context: { paid: 1 } });
    const failure: unknown = await story.catch((error: unknown) => error);
    if (!(failure instanceof StoryFailed)) throw new Error(String(failure));
    expect(failure.message).toBe(
      [
        'Order "4711" is not where it is expected to be.',
        '  state',
        '    expected: "Shipped"',
        '    actual:   "Cancelled"',
        '  overdue',
        '    expected: []',
        '    actual:   ["Waiting for payment"]',
        '  context.paid',
        '    expected: 1',
        '    actual:   0',
        '',
        'The story so far:',
        '  2026-01-01T00:00:00Z  Order Placed (4711)     → Waiting for payment',
        '  2026-01-04T00:00:00Z  time passes             → Waiting for payment',
        '  2026-01-04T00:00:00Z  Order Cancelled (4711)  → Cancelled, succeeded',
      ].join('\n'),
    );
    expect(failure.expected).toEqual({ state: 'Shipped', overdue: [], 'context.paid': 1 });
    expect(failure.actual).toEqual({
      state: 'Cancelled',
      overdue: ['Waiting for payment'],
      'context.paid': 0,
    });
    expect(failure.stack?.split('\n').find((line) => line.includes('    at '))).toMatch(/story\.test\.ts/);
  });

  test.each([
    [{ ended: 'failed' } as const, 'ended', '"failed"', 'false'],
    [{ error: 'NeverPaid' }, 'error', '"NeverPaid"', 'nothing'],
    [{ labels: { customer: 'Ada' } }, 'labels.customer', '"Ada"', 'nothing'],
    [{ awaits: ['Order Paid'] }, 'awaits', '["Order Paid"]', '["Order Cancelled","Order Paid"]'],
    [{ held: ['Order Paid'] }, 'held', '["Order Paid"]', '[]'],
    [
      { dues: { 'Waiting for payment': '3d' } },
      'dues',
      '{"Waiting for payment":"2026-01-04T00:00:00.000Z"}',
      '{"Waiting for payment":"2026-01-03T00:00:00.000Z"}',
    ],
    [{ deadline: '8d' }, 'deadline', '"2026-01-09T00:00:00.000Z"', '"2026-01-08T00:00:00.000Z"'],
    [{ deviations: ['late Order Paid'] }, 'deviations', '["late Order Paid"]', '[]'],
    [{ actions: ['notify'] }, 'actions', '["notify"]', '[]'],
    [{ items: { a: 'Shipped' } }, 'items', '{"a":"Shipped"}', '{}'],
    [{ state: ['Shipped', 'Cancelled'] }, 'state', '["Cancelled","Shipped"]', '["Waiting for payment"]'],
    [{ run: 2 }, 'run', '2', '1'],
  ])('fails where %j is expected', async (expectation, what, expected, actual) => {
    expect(await failureOf(given(ORDER).when(event('Order Placed')).then(expectation))).toBe(
      [
        'StoryFailed: Order "1" is not where it is expected to be.',
        `  ${what}\n    expected: ${expected}\n    actual:   ${actual}`,
        '\nThe story so far:\n  2026-01-01T00:00:00Z  Order Placed (1)  → Waiting for payment',
      ].join('\n'),
    );
  });
});

/** As a test in JavaScript says it. */
function untyped(value: unknown): never {
  return value as never;
}

describe('a slip of the test', () => {
  test.each([
    [() => given('nowhere.yaml'), 'There is no file nowhere.yaml.'],
    [() => given('id: order\n'), /^The choreography cannot be used:\n1:1 error missing-key /],
    [() => given(ORDER, { now: 'today' }), '"today" is no instant. Write ISO 8601: 2026-01-01T00:00:00Z.'],
    [
      () => given(ORDER).when(event('Order Payed')),
      'There is no event "Order Payed". Did you mean "Order Packed", "Order Paid" or "Order Placed"?',
    ],
    [() => given(ORDER).then('Shiped'), 'There is no state "Shiped". Did you mean "Shipped"?'],
    [
      () => given(ORDER).mock('Packing', []),
      'There is no task and no action "Packing". There is "Checking", "notify" and "publish Order Shipped".',
    ],
    [
      () => after('2 days'),
      '"2 days" is no duration. Write 30s, 15m, 2h, 3d, 1w or ISO 8601 such as PT1H30M.',
    ],
    [() => at('tomorrow'), '"tomorrow" is no instant. Write ISO 8601: 2026-01-31T12:00:00Z.'],
    [
      () => given(ORDER).then({ awaits: ['Order Shiped'] }),
      'There is no event "Order Shiped". Did you mean "Order Shipped"?',
    ],
    [() => given(ORDER).then({ held: ['Order Shiped'] }), 'There is no event "Order Shiped".'],
    [() => given(ORDER).then({ items: { a: 'Shiped' } }), 'There is no state "Shiped".'],
    [() => given(ORDER).then({ dues: { 'Shiped/a': '1d' } }), 'There is no state "Shiped".'],
    [
      () => given(ORDER).then({ choreography: 'orders' }),
      'There is no choreography "orders". Did you mean "order"?',
    ],
    [
      () => given(ORDER).then(untyped({ ended: true })),
      "ended: true is nothing that can be expected. Expect 'succeeded', 'failed' or false.",
    ],
    [
      () => given(ORDER).then(untyped(5)),
      "5 is nothing that can be expected. Expect a state, or an object such as { state: 'Paid', ended: false }.",
    ],
    [
      () => given(ORDER).mock('Checking', untyped(payload({}))),
      'The answers of "Checking" are no list. Give one for each call, .mock("Checking", [answer, …]), or a function.',
    ],
  ])('is said at once: %s', (act, message) => {
    expect(act).toThrow(message);
  });

  test.each([
    [
      () => given(ORDER).when(event('Order Placed', { channel: 'phone' })),
      'Error: The event "Order Placed" does not match its pattern as it is given here. The pattern: ',
    ],
    [
      () => given(ORDER).when(after('1d'), at('2026-01-01T12:00:00Z')),
      "Error: It is 2026-01-02T00:00:00.000Z: at('2026-01-01T12:00:00Z') is over.",
    ],
    [
      () =>
        given(ORDER)
          .when(event('Order Placed'))
          .then({ dues: { 'Waiting for payment': 'soon' } }),
      'TypeError: "soon" is neither a duration such as 2d nor an instant.',
    ],
    [
      () =>
        given(ORDER)
          .mock('Checking', () => untyped(undefined))
          .when(event('Order Placed'), event('Order Paid', { amount: 1 })),
      'Unanswered: The task "Checking" calls arn:aws:states:::lambda:invoke for the 1st time, and its mock returns nothing: let it return an answer, null at least.',
    ],
  ])('is said when it comes to that', async (story, message) => {
    expect(await failureOf(story())).toContain(message);
  });
});

describe('the story tells what a newcomer would not guess', () => {
  const told = async (story: PromiseLike<unknown>) => (await failureOf(story)).split('\n').at(-1);

  test('why an event finds no instance', async () => {
    const envelope = { source: 'my.bank', 'detail-type': 'Order Paid', detail: {} };
    expect(await told(given(ORDER).when(event(envelope)).then('Shipped'))).toBe(
      '  2026-01-01T00:00:00Z  Order Paid, lost: "Order Paid" has no correlation id: detail.order.id is no non-empty text and no number in it.  → not started',
    );
  });

  test('what the machine itself failed with', async () => {
    const failing = ORDER.replace('paid: detail.amount', 'paid: detail.nothing').replace(/catch: .*/, '');
    const story = given(failing).when(event('Order Placed'), event('Order Paid', { amount: 1 }));
    expect(await told(story.then('Shipped'))).toMatch(
      /→ Waiting for payment, failed with States.QueryEvaluationError: An error occurred while executing the state 'Checking' .* '\$context.paid' .* returned nothing \(undefined\)\.$/,
    );
  });

  test('that a state with others inside is no place to stand', async () => {
    const failure = await failureOf(
      given('statemachines/account-opening.yaml').when(event('Application Submitted')).then('Checks'),
    );
    expect(failure).toContain(
      '"Checks" has states inside, and an instance stands in those: "Checking identity", "Identity checked", "Checking address" and "Address checked".',
    );
  });
});

test('the items of a forEach are there before the first event about one of them', async () => {
  const trip = `
id: trip
correlation: detail.id
context: { legs: [] }
events: { Trip Booked: { source: travel }, Leg Done: { source: travel } }
start:
  on: { Trip Booked: { target: Travelling, assign: { legs: detail.legs } } }
states:
  Travelling:
    forEach:
      items: $context.legs
      key: $item.leg
      match: detail.leg
      initial: Waiting
      states:
        Waiting: { on: { Leg Done: Done } }
        Done: { final: succeeded }
    onDone: Home
  Home: { final: succeeded }
`;
  await given(trip)
    .when(event('Trip Booked', { legs: [{ leg: 'a' }, { leg: 'b' }] }))
    .then({ state: 'Travelling', items: { a: 'Waiting', b: 'Waiting' } })
    .when(event('Leg Done', { leg: 'b' }))
    .then({ items: { a: 'Waiting', b: 'Done' } })
    .when(event('Leg Done', { leg: 'a' }))
    .then({ state: 'Home', items: {}, ended: 'succeeded' });
});

test('choreographies hear what the others publish, and of their ends', async () => {
  const parcel = `
id: parcel
correlation: detail.id
events: { Order Shipped: { source: shop }, Parcel Delivered: { source: post } }
start:
  on: { Order Shipped: On its way }
states:
  On its way:
    on: { Parcel Delivered: Delivered }
  Delivered: { final: succeeded }
`;
  const thanks = `
id: thanks
correlation: detail.correlationId
events:
  Parcel Gone:
    { source: choreography-monitor, detailType: Choreography Instance Closed, pattern: { detail: { choreography: [parcel] } } }
start:
  on: { Parcel Gone: Thanked }
states:
  Thanked:
    on: { Parcel Gone: Done }
  Done: { final: succeeded }
`;
  await given([ORDER, parcel, thanks])
    .mock('Checking', [payload({ good: true })])
    .when(
      event('Order Placed').of('7'),
      event('Order Paid', { amount: 11 }).of('7'),
      event('Order Packed').of('7'),
    )
    .then({ choreography: 'order', id: '7', state: 'Shipped' })
    .then({ choreography: 'parcel', id: '7', state: 'On its way' })
    .when(event('Parcel Delivered').of('7'))
    .then({ choreography: 'parcel', id: '7', state: 'Delivered' })
    .then({ choreography: 'thanks', id: '7', state: 'Thanked', ended: false });
});

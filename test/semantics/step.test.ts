import { describe, expect, test } from '@jest/globals';
import type { Evaluated } from '../../lib/expressions/evaluate.ts';
import type { Configuration, Flow, Happening, Input } from '../../lib/semantics/configuration.ts';
import { conclude, type Question } from '../../lib/semantics/deciding.ts';
import { planOf } from '../../lib/semantics/plan-of.ts';
import { start, step } from '../../lib/semantics/step.ts';
import { ORDER } from './choreography.ts';

const MINUTE = 60_000;
const PLAN = planOf(ORDER);

function flow(place: string, pending: string[] = [], enteredAt = 0): Flow {
  const nothing = { path: '', memory: {}, regions: [], done: false, overdue: [] };
  return { ...nothing, place, enteredAt, since: enteredAt, pending };
}

function open(place: string, pending: string[] = [], enteredAt = 0): Configuration {
  return { kind: 'open', flow: flow(place, pending, enteredAt) };
}

const PREPARING = open('Preparing', ['Paid', 'Packed']);

function holding(guards: readonly string[]) {
  return ({ expression }: Question): Evaluated => ({ kind: 'value', value: guards.includes(expression) });
}

/** Without the author's branches, which are compared elsewhere. */
function plain(happened: readonly Happening[]) {
  return happened.map((happening) =>
    Object.fromEntries(Object.entries(happening).filter(([name]) => name !== 'branches')),
  );
}

function stepped(configuration: Configuration, input: Input, guards: readonly string[] = []) {
  const { configuration: after, happened } = conclude(step(PLAN, configuration, input), holding(guards));
  return { configuration: after, happened: plain(happened) };
}

/** What `name` does at `at`, where the guards listed hold. */
function receive(configuration: Configuration, name: string, guards: string[] = [], at = 1) {
  return stepped(configuration, { kind: 'event', name, at, time: at, payload: {} }, guards);
}

function opened(name: string, guards: readonly string[]) {
  return conclude(start(PLAN, { name, payload: {}, time: 7 }, 7), holding(guards));
}

describe('a start event', () => {
  test('opens the state of the first branch that holds', () => {
    expect(opened('Placed', ['detail.valid'])).toMatchObject({
      kind: 'opened',
      configuration: open('Preparing', ['Paid', 'Packed'], 7),
    });
  });

  test('is dropped where no guard holds', () => {
    expect(opened('Placed', [])).toEqual({ kind: 'dropped', branches: [] });
  });

  test('is one by its name only', () => {
    expect(opened('Paid', ['detail.valid'])).toEqual({ kind: 'no start event' });
  });

  test('for an open instance is an event like any other', () => {
    const { happened } = receive(PREPARING, 'Placed', ['detail.valid']);
    expect(happened).toEqual([{ kind: 'unexpected', state: 'Preparing', policy: 'fail' }]);
  });
});

describe('a wait', () => {
  test('is left for the target of the first branch that holds', () => {
    expect(receive(open('Sending'), 'Delivered', ['detail.back', 'detail.complete'])).toEqual({
      configuration: open('Preparing', ['Paid', 'Packed'], 1),
      happened: [{ kind: 'taken', from: 'Sending', to: 'Preparing' }],
    });
  });

  test('stays where the branch that holds has no target', () => {
    expect(receive(open('Sending'), 'Delivered', ['detail.partial', 'detail.complete'])).toEqual({
      configuration: open('Sending'),
      happened: [{ kind: 'dropped', state: 'Sending' }],
    });
  });

  test('holds an event none of whose guards holds, where it can be awaited again', () => {
    expect(receive(open('Sending'), 'Delivered')).toEqual({
      configuration: open('Sending'),
      happened: [{ kind: 'early', state: 'Sending' }],
    });
  });

  test('ends the instance in the final state it leads to', () => {
    expect(receive(open('Sending'), 'Delivered', ['detail.complete']).configuration).toEqual({
      kind: 'ended',
      state: 'Done',
      endedAt: 1,
      outcome: 'succeeded',
    });
  });
});

describe('an all', () => {
  test('gathers its members in any order, and the last one leads on', () => {
    const once = receive(PREPARING, 'Packed');
    expect(once).toEqual({
      configuration: open('Preparing', ['Paid']),
      happened: [{ kind: 'gathered', state: 'Preparing', to: undefined }],
    });
    expect(receive(once.configuration, 'Paid')).toEqual({
      configuration: open('Sending', [], 1),
      happened: [
        { kind: 'gathered', state: 'Preparing', to: 'Sending' },
        { kind: 'decided', from: 'Preparing', to: 'Sending' },
      ],
    });
  });

  test('drops a repeated member', () => {
    const waiting = open('Preparing', ['Paid']);
    expect(receive(waiting, 'Packed')).toEqual({
      configuration: waiting,
      happened: [{ kind: 'repeated', state: 'Preparing' }],
    });
  });

  test('tries `on` for a member first, also for one that had come', () => {
    for (const pending of [['Paid', 'Packed'], ['Packed']]) {
      expect(receive(open('Preparing', pending), 'Paid', ['detail.refused']).happened).toEqual([
        { kind: 'taken', from: 'Preparing', to: 'Gone' },
      ]);
    }
  });

  test('is left by `on` whatever is pending', () => {
    expect(receive(PREPARING, 'Cancelled', ['detail.final']).configuration).toMatchObject({ state: 'Gone' });
  });
});

describe('an event that is not awaited', () => {
  test('is early where a later state awaits it', () => {
    expect(receive(PREPARING, 'Delivered', ['detail.complete']).happened).toEqual([
      { kind: 'early', state: 'Preparing' },
    ]);
  });

  test('fails the instance by default', () => {
    expect(receive(open('Sending'), 'Placed')).toEqual({
      configuration: {
        kind: 'ended',
        state: 'Unexpected event',
        endedAt: 1,
        outcome: 'failed',
        error: 'UnexpectedEvent',
      },
      happened: [{ kind: 'unexpected', state: 'Sending', policy: 'fail' }],
    });
  });

  test('halts it where it stands, by policy', () => {
    expect(receive(open('Sending'), 'Held').configuration).toEqual({
      kind: 'ended',
      state: 'Sending',
      endedAt: 1,
      outcome: 'failed',
      error: 'UnexpectedEventHalted',
    });
  });

  test('is not unexpected where the way leads back to a state that awaits it', () => {
    expect(receive(open('Sending'), 'Cancelled').happened).toEqual([{ kind: 'early', state: 'Sending' }]);
  });

  test('is late after the end, and nothing where it is not subscribed', () => {
    const ended = receive(open('Sending'), 'Delivered', ['detail.complete']).configuration;
    expect(receive(ended, 'Paid')).toEqual({ configuration: ended, happened: [{ kind: 'late' }] });
    for (const name of ['Seen', 'Nobody knows']) {
      expect(receive(PREPARING, name).happened).toEqual([{ kind: 'not subscribed' }]);
    }
  });
});

describe('time', () => {
  test('reports `due` once, and moves nothing', () => {
    const late = stepped(PREPARING, { kind: 'time', at: MINUTE });
    expect(late).toEqual({
      configuration: {
        kind: 'open',
        flow: {
          ...flow('Preparing', ['Paid', 'Packed']),
          overdue: ['Preparing#1970-01-01T00:00:00.000Z'],
        },
      },
      happened: [{ kind: 'overdue', at: MINUTE, state: 'Preparing' }],
    });
    expect(stepped(late.configuration, { kind: 'time', at: 2 * MINUTE }).happened).toEqual([]);
  });

  test('leaves a state at its deadline, before an event of the same moment', () => {
    expect(receive(open('Sending'), 'Delivered', ['detail.complete'], 2 * MINUTE)).toEqual({
      configuration: {
        kind: 'ended',
        state: 'Too late',
        endedAt: 2 * MINUTE,
        outcome: 'failed',
        error: 'TooLate',
        cause: 'Nobody came',
      },
      happened: [
        { kind: 'deadline passed', at: 2 * MINUTE, from: 'Sending', to: 'Too late' },
        { kind: 'late' },
      ],
    });
  });

  test('counts the deadline of an `all` from its entry, not from its members', () => {
    const gathered = receive(PREPARING, 'Packed', [], 4 * MINUTE).configuration;
    const { happened } = stepped(gathered, { kind: 'time', at: 5 * MINUTE });
    expect(happened).toEqual([
      { kind: 'deadline passed', at: 5 * MINUTE, from: 'Preparing', to: 'Too late' },
    ]);
  });
});

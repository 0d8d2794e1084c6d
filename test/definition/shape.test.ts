import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readObject } from '../../lib/definition/object-source.ts';
import { checkShape } from '../../lib/definition/shape.ts';

/** What is wrong with the shape of one state. */
function findingsIn(state: string): string[] {
  const text = `{ id: a, events: { A: { source: s } }, start: { on: { A: S } }, states: { S: ${state} } }`;
  return checkShape(readObject(parse(text)).data).map(
    ({ code, path, message }) => `${path.slice(2).join('/')}: ${code} ${message}`,
  );
}

const ONE_KIND =
  'A state is exactly one of wait (`on`), `all`, compound (`states`), `parallel`, `forEach`, `task` and `final`; make it two states.';
const IN_ITEM =
  "is not supported inside a forEach: an item's state is a wait (`on`, `after`, `due`) or final. An item that needs more is a choreography of its own.";

describe('a state of two kinds says so', () => {
  test.each([
    [
      '{ all: [A], onDone: S, initial: T, states: { T: {} } }',
      'all',
      'in a compound state: it is for an `all` state',
    ],
    [
      '{ task: t, next: S, on: {} }',
      'on',
      'in a task state: nothing interrupts a task, and events are held meanwhile',
    ],
    ['{ final: succeeded, always: [S] }', 'always', 'in a final state: nothing happens after the end'],
    [
      '{ parallel: { R: { initial: T, states: { T: {} } } }, initial: T }',
      'initial',
      'in a parallel state: it is for a compound state',
    ],
    ['{ on: {}, catch: { X: S } }', 'catch', 'in a wait state: it is for a task state'],
    [
      '{ all: [A], onDone: S, always: [S] }',
      'always',
      'in an `all` state: it is for a wait, compound, parallel or forEach state',
    ],
  ])('%s', (state, key, why) => {
    expect(findingsIn(state)).toEqual([`${key}: mixed-kinds \`${key}\` cannot stand ${why}. ${ONE_KIND}`]);
  });
});

describe('what is misplaced says where it belongs', () => {
  test.each([
    [
      '{ forEach: { items: i, match: m, initial: T, states: { T: {} }, onDone: S } }',
      'forEach/onDone: mixed-kinds `onDone` cannot stand in `forEach`: it concerns all items. Put it beside `forEach`.',
    ],
    [
      '{ forEach: { items: i, match: m, initial: T, states: { T: {} } }, match: m }',
      'match: mixed-kinds `match` cannot stand beside `forEach`: it stands inside `forEach`.',
    ],
    [
      '{ parallel: { R: { initial: T, states: { T: {} }, on: {} } } }',
      'parallel/R/on: mixed-kinds `on` cannot stand in a region: it is for a state. Put it on the state that has the regions, or make a compound the only state of the region.',
    ],
    [
      '{ all: { A: { target: S } }, onDone: S }',
      'all/A/target: mixed-kinds `target` cannot stand in a member: a member stays in its `all`, and `onDone` says where that leads. An event that leaves it stands in `on`.',
    ],
    [
      '{ after: { 3m: { at: x, target: S } } }',
      'after/3m/at: mixed-kinds `at` cannot stand in a deadline: the key above it is the moment. Write a list: `after: [{ at: …, target: … }]`.',
    ],
    [
      '{ after: [{ delay: 3m, silence: 4m, target: S }] }',
      'after/0/silence: mixed-kinds `silence` cannot stand in a deadline: a deadline has one moment; make it two.',
    ],
    [
      '{ due: { delay: 3m, at: x } }',
      'due/at: mixed-kinds `at` cannot stand in `due`: a deadline has one moment.',
    ],
    [
      '{ entry: [{ publish: A, notify: x }] }',
      'entry/0/notify: mixed-kinds `notify` cannot stand in an action: an action does one thing; make it two.',
    ],
  ])('%s', (state, expected) => {
    expect(findingsIn(state)).toEqual([expected]);
  });
});

describe('what an item cannot be is refused by name', () => {
  const item = (states: string) =>
    `{ forEach: { items: i, match: m, initial: T, states: { T: ${states} } }, onDone: S }`;
  test.each([
    ['{ on: {}, always: [S] }', 'always'],
    ['{ on: {}, entry: { notify: x } }', 'entry'],
    ['{ final: succeeded, entry: { notify: x } }', 'entry'],
    ['{ all: [A], onDone: S }', 'all'],
    ['{ parallel: {} }', 'parallel'],
    ['{ forEach: {} }', 'forEach'],
    ['{ task: x }', 'task'],
    ['{ states: {} }', 'states'],
  ])('%s', (state, key) => {
    expect(findingsIn(item(state))).toEqual([`forEach/states/T/${key}: not-supported \`${key}\` ${IN_ITEM}`]);
  });
});

describe('what is missing or of another type says what to write', () => {
  test.each([
    ['{ initial: T }', ['states: missing-key `states` is missing. List the inner states.']],
    [
      '{ states: { T: {} } }',
      ['initial: missing-key `initial` is missing. Name the inner state it begins in.'],
    ],
    [
      '{ initial: T, states: {} }',
      ['states: wrong-type `states` is an empty mapping. Give it at least one entry.'],
    ],
    [
      '{ parallel: {} }',
      ['parallel: wrong-type `parallel` is an empty mapping. Give it at least one entry.'],
    ],
    [
      '{ parallel: { R: } }',
      ['parallel/R: wrong-type `R` is empty; it must be a mapping. Write `{ initial: …, states: … }`.'],
    ],
    [
      '{ parallel: { R: { initial: T, states: { T: { initial: U, states: { U: { onn: {} } } } } } } }',
      [
        'parallel/R/states/T/states/U/onn: unknown-key `onn` is no key in a wait state. Did you mean "on"? Allowed here are `on`, `after`, `due`, `always`, `entry`, `all`, `states`, `parallel`, `forEach`, `task` and `final`.',
      ],
    ],
    ['{ task: x }', ['next: missing-key `next` is missing. Name the state that follows.']],
    [
      '{ task: x, retry: [{ ErrorEquals: [], MaxAttempts: -1, IntervalSeconds: 0.5 }], next: S }',
      [
        'retry/0/ErrorEquals: wrong-type `ErrorEquals` is an empty list. Give it at least one entry.',
        'retry/0/IntervalSeconds: wrong-type `IntervalSeconds` is the number 0.5; it must be a whole number.',
        'retry/0/MaxAttempts: wrong-type `MaxAttempts` is the number -1; it must be 0 at least.',
      ],
    ],
    [
      '{ task: x, catch: [{ target: S }], next: S }',
      [
        'catch/0/errors: missing-key `errors` is missing. Say which errors are caught, such as `errors: [States.ALL]`.',
      ],
    ],
    [
      '{ after: [{ target: S }] }',
      [
        'after/0/delay: missing-key `delay` is missing. Say when: `delay: 30m` after the entry, `at:` an instant, or `silence: 1h` after the last event.',
      ],
    ],
    [
      '{ always: [{ guard: x }] }',
      ['always/0/target: missing-key `target` is missing. Name the state that follows.'],
    ],
    [
      '{ on: { A: { target: { histry: S } } } }',
      [
        'on/A/target/histry: unknown-key `histry` is no key in a target. Did you mean "history"? The only key allowed here is `history`.',
      ],
    ],
    [
      '{ entry: hello }',
      [
        'entry: wrong-type `entry` is "hello"; it must be a mapping or a list. Write `{ publish: … }`, `{ notify: … }` or `{ task: … }`.',
      ],
    ],
    [
      '{ entry: [{}] }',
      [
        'entry/0/publish: missing-key `publish` is missing. Say what is to be done: `publish`, `notify` or `task`.',
      ],
    ],
    [
      '{ on: { A: { assign: [] } } }',
      [
        'on/A/assign: wrong-type `assign` is a list; it must be a mapping. Write `assign: { name: expression }`.',
      ],
    ],
    ['{}', []],
  ])('%s', (state, expected) => {
    expect(findingsIn(state)).toEqual(expected);
  });
});

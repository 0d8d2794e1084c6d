import { describe, expect, test } from '@jest/globals';
import type { Json } from '../../../lib/local/service.ts';
import { play, succeeded, WAIT_FOR_TOKEN } from './play.ts';

const WAITING: Json = {
  Type: 'Task',
  Resource: WAIT_FOR_TOKEN,
  Arguments: { token: '{% $states.context.Task.Token %}' },
  End: true,
};
const branch = (name: string, state: Json): Json => ({ StartAt: name, States: { [name]: state } });

describe('a Parallel', () => {
  const parallel = (fields: { readonly [field: string]: Json }, ...Branches: Json[]): Json => ({
    QueryLanguage: 'JSONata',
    StartAt: 'P',
    States: {
      P: { Type: 'Parallel', Branches, Next: 'E', ...fields },
      E: { Type: 'Pass', End: true },
    },
  });

  test('gives the results in the order of its branches', async () => {
    const played = await play(parallel({}, branch('A', WAITING), branch('B', WAITING)));
    const [a, b] = played.tokens;
    await played.answer(b, { kind: 'succeeded', output: 'second' });
    expect(played.execution.status).toBe('RUNNING');
    await played.answer(a, { kind: 'succeeded', output: 'first' });
    expect(played.end).toEqual(succeeded(['first', 'second']));
  });

  test('is written into the history line by line', async () => {
    const pass = (Output: Json): Json => ({ Type: 'Pass', Output, End: true });
    const played = await play(parallel({}, branch('A', pass(1)), branch('B', pass(2))));
    expect(played.history.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, 'ExecutionStarted'],
      [2, 0, 'ParallelStateEntered'],
      [3, 2, 'ParallelStateStarted'],
      [4, 3, 'PassStateEntered'],
      [5, 4, 'PassStateExited'],
      [6, 3, 'PassStateEntered'],
      [7, 6, 'PassStateExited'],
      [8, 7, 'ParallelStateSucceeded'],
      [9, 8, 'ParallelStateExited'],
      [10, 9, 'PassStateEntered'],
      [11, 10, 'PassStateExited'],
      [12, 11, 'ExecutionSucceeded'],
    ]);
  });

  test('left through a failing branch ends the others, whose tokens are worth nothing', async () => {
    const leave = {
      StartAt: 'A',
      States: {
        A: { ...(WAITING as object), End: true, Catch: [{ ErrorEquals: ['Left'], Next: 'L' }] },
        L: { Type: 'Fail', Error: 'Leave for E', Cause: '{"x":1}' },
      },
    } as Json;
    const played = await play(
      parallel(
        {
          Catch: [
            { ErrorEquals: ['Leave for E'], Output: '{% $parse($states.errorOutput.Cause) %}', Next: 'E' },
          ],
        },
        leave,
        branch('B', WAITING),
      ),
    );
    const [a, b] = played.tokens;
    await played.answer(a, { kind: 'failed', error: 'Left', cause: undefined });
    expect(played.end).toEqual(succeeded({ x: 1 }));
    expect(await played.answer(b, { kind: 'succeeded', output: 1 })).toBe(false);
    expect(played.types.slice(-8)).toEqual([
      'TaskStateExited',
      'FailStateEntered',
      'TaskStateAborted',
      'ParallelStateFailed',
      'ParallelStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('is tried again as a whole', async () => {
    const played = await play(
      parallel(
        { Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] },
        branch('A', WAITING),
        branch('B', WAITING),
      ),
    );
    await played.answer(played.tokens[0], { kind: 'failed', error: 'E', cause: 'x' });
    expect(played.tokens).toEqual([]);
    await played.by(1);
    expect(played.tokens).toHaveLength(2);
    expect(played.types.filter((type) => type === 'ParallelStateStarted')).toHaveLength(2);
  });

  test('reads outer variables, and loses those its branches assign', async () => {
    const inner: Json = { Type: 'Pass', Assign: { inner: 1 }, Output: '{% $outer %}', End: true };
    const played = await play({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { outer: 'o' }, Next: 'P' },
        P: { Type: 'Parallel', Branches: [branch('I', inner)], Next: 'E' },
        E: { Type: 'Pass', Output: ['{% $states.input %}', '{% $exists($inner) %}'], End: true },
      },
    });
    expect(played.end).toEqual(succeeded([['o'], false]));
  });

  test('with everything inside goes on in another process', async () => {
    const played = await play(parallel({}, branch('A', WAITING), branch('B', WAITING)));
    const [a, b] = played.tokens;
    await played.answer(a, { kind: 'succeeded', output: 1 });
    await played.restart();
    await played.answer(b, { kind: 'succeeded', output: 2 });
    expect(played.end).toEqual(succeeded([1, 2]));
  });
});

describe('a Map', () => {
  const map = (fields: { readonly [field: string]: Json }, processor: Json, mode?: string): Json => ({
    QueryLanguage: 'JSONata',
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemProcessor: {
          ...(processor as object),
          ...(mode === undefined ? {} : { ProcessorConfig: { Mode: mode, ExecutionType: 'STANDARD' } }),
        },
        End: true,
        ...fields,
      },
    },
  });
  const double: Json = branch('D', { Type: 'Pass', Output: '{% $states.input * 2 %}', End: true });

  test('plays every item and keeps their order', async () => {
    const played = await play(map({ Items: '{% $states.input.n %}', MaxConcurrency: 1 }, double), {
      input: { n: [1, 2] },
    });
    expect(played.end).toEqual(succeeded([2, 4]));
    expect(played.types).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'MapIterationStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
    expect(played.history[2]?.['mapStateStartedEventDetails']).toEqual({ length: 2 });
    expect(played.history[7]?.['mapIterationStartedEventDetails']).toEqual({ name: 'M', index: 1 });
  });

  test('runs as many at once as it may, forty at most', async () => {
    const items = Array.from({ length: 45 }, (_, index) => index);
    const limited = await play(map({ MaxConcurrency: 3 }, branch('W', WAITING)), { input: items });
    expect(limited.tokens).toHaveLength(3);
    const free = await play(map({}, branch('W', WAITING)), { input: items });
    expect(free.tokens).toHaveLength(40);
    await free.answer(free.tokens[7], { kind: 'succeeded', output: 1 });
    expect(free.calls).toHaveLength(41);
  });

  test('tells the item and its place', async () => {
    const selector: Json = {
      value: '{% $states.context.Map.Item.Value %}',
      index: '{% $states.context.Map.Item.Index %}',
      whole: '{% $count($states.input) %}',
    };
    const same = branch('S', { Type: 'Pass', End: true });
    const played = await play(map({ ItemSelector: selector }, same), { input: ['a', 'b'] });
    expect(played.output).toEqual([
      { value: 'a', index: 0, whole: 2 },
      { value: 'b', index: 1, whole: 2 },
    ]);
  });

  test('of nothing succeeds at once', async () => {
    expect((await play(map({}, double), { input: [] })).end).toEqual(succeeded([]));
  });

  test.each<[string, Json, Json]>([
    [
      '$.order.lines',
      { order: { no: 1 } },
      {
        error: 'States.ReferencePathConflict',
        cause: 'Unable to apply step "lines" to input {"order":{"no":1}}',
      },
    ],
    [
      '$.lines[1]',
      { lines: [[1]] },
      {
        error: 'States.ReferencePathConflict',
        cause: 'Unable to apply step "1" to input {"lines":[[1]]}',
      },
    ],
    [
      '$.lines',
      { lines: 1 },
      {
        error: 'States.Runtime',
        cause:
          'An error occurred while executing the state \'M\' (entered at the event id #2). Reference path "$.lines" must point to array.',
      },
    ],
    [
      '$$.Execution.Input.lines',
      {},
      {
        error: 'States.Runtime',
        cause:
          "An error occurred while executing the state 'M' (entered at the event id #2). Invalid path '$$.Execution.Input.lines' : No results for path: $['Execution']['Input']['lines']",
      },
    ],
  ])('without items at its ItemsPath fails: %s of %j', async (ItemsPath, input, failure) => {
    const ItemProcessor = branch('I', { Type: 'Pass', End: true });
    const States = { M: { Type: 'Map', ItemsPath, ItemProcessor, End: true } };
    const played = await play({ StartAt: 'M', States }, { input });
    expect(played.end).toEqual({ status: 'FAILED', ...(failure as object) });
  });

  test('fails with its first failing item, whose name can be caught', async () => {
    const fail = branch('F', { Type: 'Fail', Error: 'Bad', Cause: 'item' });
    const played = await play(map({}, fail), { input: [1, 2] });
    expect(played.end).toEqual({ status: 'FAILED', error: 'Bad', cause: 'item' });
    expect(played.types.slice(-6)).toEqual([
      'MapIterationStarted',
      'FailStateEntered',
      'MapIterationFailed',
      'MapIterationAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  test.each<[Json, boolean]>([
    ['2', true],
    ['+2', true],
    [' 2', false],
    ['2.0', false],
    ['1e1', false],
    ['', false],
    [true, false],
  ])('reads a text as an integer where it is nothing but one: %j', async (most, is) => {
    const ItemProcessor = branch('I', { Type: 'Pass', End: true });
    const M = { Type: 'Map', ItemsPath: '$.items', MaxConcurrencyPath: '$.most', ItemProcessor, End: true };
    const played = await play({ StartAt: 'M', States: { M } }, { input: { items: [1], most } });
    const shown = typeof most === 'string' ? most : JSON.stringify(most);
    const cause = `An error occurred while executing the state 'M' (entered at the event id #2). The MaxConcurrencyPath field refers to value "${shown}" which is not a valid integer: $.most`;
    expect(played.end).toEqual(is ? succeeded([1]) : { status: 'FAILED', error: 'States.Runtime', cause });
  });

  describe('in batches', () => {
    const ITEMS = ['a', 'bb', 'ccc', 'd', 'e'];
    const batches = (ItemBatcher: Json, more: { readonly [field: string]: Json } = {}): Json => {
      const echo = branch('I', { Type: 'Pass', End: true });
      return map({ ItemBatcher, Items: ITEMS, ...more }, echo, 'DISTRIBUTED');
    };

    test.each<[Json, Json]>([
      [{ MaxItemsPerBatch: 2 }, [{ Items: ['a', 'bb'] }, { Items: ['ccc', 'd'] }, { Items: ['e'] }]],
      [
        { MaxItemsPerBatch: '{% $states.input.most %}', BatchInput: { of: '{% $states.input.name %}' } },
        [
          { BatchInput: { of: 'x' }, Items: ['a', 'bb', 'ccc', 'd'] },
          { BatchInput: { of: 'x' }, Items: ['e'] },
        ],
      ],
      // {"Items":["a","bb"]} has 20 bytes, {"Items":["ccc","d"]} 21.
      [{ MaxInputBytesPerBatch: 20 }, [{ Items: ['a', 'bb'] }, { Items: ['ccc'] }, { Items: ['d', 'e'] }]],
      [{ MaxInputBytesPerBatch: 21 }, [{ Items: ['a', 'bb'] }, { Items: ['ccc', 'd'] }, { Items: ['e'] }]],
      // What does not fit with anything is alone.
      [{ MaxInputBytesPerBatch: 1 }, ITEMS.map((item) => ({ Items: [item] }))],
      [{}, [{ Items: ITEMS }]],
    ])('gives its children what fits: %j', async (batcher, inputs) => {
      const played = await play(batches(batcher), { input: { most: 4, name: 'x' } });
      expect(played.end).toEqual(succeeded(inputs));
    });

    test('selects each item before', async () => {
      const ItemSelector = { at: '{% $states.context.Map.Item.Index %}' };
      const played = await play(batches({ MaxItemsPerBatch: 3 }, { ItemSelector }));
      expect(played.end).toEqual(
        succeeded([{ Items: [{ at: 0 }, { at: 1 }, { at: 2 }] }, { Items: [{ at: 3 }, { at: 4 }] }]),
      );
    });

    test('reads its numbers and its input by paths', async () => {
      const ItemBatcher = { MaxItemsPerBatchPath: '$.most', BatchInput: { 'of.$': '$.name', fixed: 1 } };
      const processor = branch('I', { Type: 'Pass', End: true }) as object;
      const ItemProcessor = { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED' } };
      const M = { Type: 'Map', ItemsPath: '$.items', ItemBatcher, ItemProcessor, End: true };
      const input = { items: [1, 2], most: 1, name: 'x' };
      const played = await play({ StartAt: 'M', States: { M } }, { input });
      const BatchInput = { of: 'x', fixed: 1 };
      expect(played.end).toEqual(
        succeeded([
          { BatchInput, Items: [1] },
          { BatchInput, Items: [2] },
        ]),
      );
    });

    test('tolerates items, not batches', async () => {
      const failing: Json = {
        StartAt: 'C',
        States: {
          C: { Type: 'Pass', Output: 'no more the batch', Next: 'F' },
          F: { Type: 'Fail', Error: 'Bad', Cause: 'all of it' },
        },
      };
      const ItemBatcher = { MaxItemsPerBatch: 2 };
      const tolerant = (ToleratedFailureCount: number) =>
        play(map({ ItemBatcher, ToleratedFailureCount }, failing, 'DISTRIBUTED'), { input: [1, 2, 3] });
      const failed = { Error: 'Bad', Cause: 'all of it' };
      expect((await tolerant(3)).end).toEqual(succeeded([failed, failed]));
      expect((await tolerant(2)).execution.error).toBe('States.ExceedToleratedFailureThreshold');
    });
  });

  test('distributed, tolerates as many failures as it says', async () => {
    const odd: Json = {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'F' }], Default: 'D' },
        D: { Type: 'Succeed' },
        F: { Type: 'Fail', Error: 'Bad' },
      },
    };
    const tolerant = await play(map({ ToleratedFailureCount: 1 }, odd, 'DISTRIBUTED'), { input: [1, 2] });
    expect(tolerant.end).toEqual(succeeded([{ Error: 'Bad', Cause: null }, 2]));
    const strict = await play(map({ ToleratedFailureCount: 1 }, odd, 'DISTRIBUTED'), { input: [1, 1] });
    expect(strict.execution.error).toBe('States.ExceedToleratedFailureThreshold');
    // Its children are executions of their own: nothing of them is in this history.
    expect(strict.types).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });
});

import { describe, expect, test } from '@jest/globals';
import type { Choreography, Json } from '../../lib/definition/model.ts';
import { choreographyOf } from '../semantics/choreography.ts';
import { play } from '../semantics/played.ts';
import { CompiledRun, type Perform } from './compiled-run.ts';

const T0 = Date.parse('2026-11-21T10:00:00.000Z');

type Told = readonly [event: string | undefined, seconds: number, detail?: Json];

/** Where machine and semantics stand after each event: they must say the same. */
async function both(choreography: Choreography, told: readonly Told[], perform?: Perform): Promise<string[]> {
  const [first, ...rest] = told.map(([name, seconds, detail = {}]) => ({
    name,
    time: T0 + seconds * 1000,
    detail,
  }));
  if (first?.name === undefined) throw new Error('Nothing opens it');
  const opening = { name: first.name, time: first.time, payload: { detail: first.detail } };
  const run = await CompiledRun.open(choreography, opening, perform === undefined ? {} : { perform });
  if (run === undefined) throw new Error('It is not opened');
  const stands = [standing(run)];
  for (const { name, time, detail } of rest) {
    if (name === undefined) await run.waitUntil(time);
    else await run.tell({ name, time, payload: { detail } });
    stands.push(standing(run));
  }
  await run.stop();
  for (let count = 1; count <= told.length; count += 1) {
    const inPart = told
      .slice(0, count)
      .map(([name, seconds, detail]): [string | undefined, number, Json] => [
        name,
        T0 + seconds * 1000,
        detail ?? {},
      ]);
    const { configuration, states, context } = await play(choreography, inPart);
    const ended = configuration.kind === 'ended';
    const words = ended
      ? `${configuration.state}!`
      : `${states.join(' + ')} ${JSON.stringify(context ?? {})}`;
    expect(stands[count - 1]).toBe(words);
  }
  return stands;
}

/** The states that wait, and the context of level 0; or the final state with an exclamation mark. */
function standing(run: CompiledRun): string {
  const { status, output, error } = run.execution;
  if (status === 'SUCCEEDED') return `${String((JSON.parse(output ?? '{}') as { state?: string }).state)}!`;
  if (status !== 'RUNNING') return `${String(error)}!`;
  const waits = run.waits();
  const states = [...new Set(waits.map(({ state }) => state))];
  return `${states.join(' + ')} ${JSON.stringify(waits[0]?.memories?.[0]?.context ?? {})}`;
}

const HEAD = `
id: nested
correlation: detail.id
events: { Go: { source: s }, A: { source: s }, B: { source: s }, C: { source: s }, X: { source: s } }
`;

describe('the compiled machine does what semantics says', () => {
  test('in compounds: inherited transitions, a deadline of a phase, a history', async () => {
    const choreography = choreographyOf(`${HEAD}
context: { n: 0 }
start: { on: { Go: Work } }
states:
  Work:
    initial: One
    on: { X: Paused }
    after: { 1h: Late }
    states:
      One: { on: { A: { target: Two, assign: { n: $context.n + 1 } } }, after: { 10m: Two } }
      Two: { on: { A: One, B: Over } }
      Over: { final: succeeded }
    onDone: [{ guard: $context.n > 1, target: Good }, One]
  Paused: { on: { A: { target: { history: Work } } } }
  Good: { final: succeeded }
  Late: { final: failed, error: '{% "Late" & $context.n %}' }
`);
    expect(
      await both(choreography, [
        ['Go', 0],
        ['A', 10],
        ['X', 20],
        ['A', 30],
        ['B', 40],
        ['A', 50],
        ['B', 60],
      ]),
    ).toEqual([
      'One {"n":0}',
      'Two {"n":1}',
      'Paused {"n":1}',
      'Two {"n":1}',
      'One {"n":1}',
      'Two {"n":2}',
      'Good!',
    ]);
    const run = await CompiledRun.open(choreography, { name: 'Go', time: T0, payload: {} });
    await run?.tell({ name: 'A', time: T0 + 1000, payload: {} });
    await run?.waitUntil(T0 + 3_600_000);
    expect(run?.execution).toMatchObject({ status: 'FAILED', error: 'Late1', stoppedAt: T0 + 3_600_000 });
    await run?.stop();
  });

  test('in regions: each with its own context, merged when all are done, lost by an interrupt', async () => {
    const choreography = choreographyOf(
      `${HEAD}
context: { n: 0, gone: 1 }
start: { on: { Go: Both } }
states:
  Both:
    parallel:
      Left: { initial: L, states: { L: { on: { A: { target: L done, assign: { left: detail.v, gone: detail.none } } } }, L done: { final: succeeded } } }
      Right: { initial: R, states: { R: { on: { B: { target: R done, assign: { n: 7 } } }, after: { 5m: R done } }, R done: { final: succeeded } } }
    on: { X: { target: After, assign: { n: $context.n + 1 } } }
    onDone: After
  After: { on: { C: Both, A: Good } }
  Good: { final: succeeded }
`,
    );
    expect(
      await both(choreography, [
        ['Go', 0],
        ['A', 10, { v: 3 }],
        ['X', 20],
        ['C', 30],
        ['B', 40],
        ['A', 50, { v: 4 }],
        ['A', 60],
      ]),
    ).toEqual([
      'L + R {"n":0,"gone":1}',
      'R {"n":0,"gone":1}',
      'After {"n":1,"gone":1}',
      'L + R {"n":1,"gone":1}',
      'L {"n":1,"gone":1}',
      'After {"n":7,"left":4}',
      'Good!',
    ]);
  });

  test('with items: each in a state of its own, with deadlines', async () => {
    const choreography = choreographyOf(`${HEAD}
context: { lines: [{ id: a }, { id: b }] }
start: { on: { Go: Lines } }
states:
  Lines:
    forEach:
      items: $context.lines
      key: $item.id
      match: detail.line
      initial: Open
      states: { Open: { on: { A: Sent }, after: { 1h: Late } }, Late: { on: { A: Sent } }, Sent: { final: succeeded } }
    onDone: Good
  Good: { final: succeeded }
`);
    const lines = '{"lines":[{"id":"a"},{"id":"b"}]}';
    expect(
      await both(choreography, [
        ['Go', 0],
        ['A', 10, { line: 'a' }],
        [undefined, 4000],
        ['A', 4010, { line: 'b' }],
      ]),
    ).toEqual([`Lines ${lines}`, `Lines ${lines}`, `Lines ${lines}`, 'Good!']);
  });

  test('with items: where they are is seen by all that stands on it, and when all are done', async () => {
    const choreography = choreographyOf(`${HEAD}
start: { on: { Go: Asking } }
states:
  Asking:
    forEach:
      items: '["a", "b"]'
      match: detail.who
      initial: Open
      states: { Open: { on: { A: Agreed, B: Refused } }, Agreed: { final: succeeded }, Refused: { final: succeeded } }
    on: { C: [{ guard: $items.a = "Open", target: After }, {}] }
    after: { 1h: [{ guard: $items.b = "Agreed", target: Asking }, { guard: $items.b = "Open", target: Good }] }
    onDone:
      - { guard: '"Refused" in $items.*', target: After }
      - Good
  After:
    on: { C: Asking }
  Good: { final: succeeded }
`);
    expect(
      await both(choreography, [
        ['Go', 0],
        ['C', 1],
        ['C', 2],
        ['A', 3, { who: 'a' }],
        ['C', 4],
        ['B', 5, { who: 'b' }],
        ['C', 6],
        ['A', 7, { who: 'b' }],
        [undefined, 4000],
        ['A', 4001, { who: ['a', 'b'] }],
      ]),
    ).toEqual([
      'Asking {}',
      'After {}',
      'Asking {}',
      'Asking {}',
      'Asking {}',
      'After {}',
      'Asking {}',
      'Asking {}',
      'Asking {}',
      'Good!',
    ]);
    expect(
      await both(choreography, [
        ['Go', 0],
        [undefined, 4000],
      ]),
    ).toEqual(['Asking {}', 'Good!']);
  });
});

describe('what a machine does itself', () => {
  const choreography = choreographyOf(`${HEAD}
context: { n: 1 }
start: { on: { Go: Asked } }
states:
  Asked:
    task: arn:aws:states:::lambda:invoke
    arguments: { FunctionName: f, Payload: { id: '{% $id %}', next: '{% $context.n + 1 %}' } }
    next: [{ guard: $result.ok, target: Waiting, assign: { n: $result.n } }, Good]
  Waiting:
    entry: [{ publish: Waits, detail: '{ "id": $id, "n": $context.n }' }, { notify: '{% "n is " & $context.n %}' }]
    after: { 1m: Good }
  Good: { final: succeeded }
`);
  const opening = { name: 'Go', time: T0, payload: {} };

  test('is called with what the author wrote, and decides by the result', async () => {
    const run = await CompiledRun.open(choreography, opening, {
      perform: ({ resource }) => ({
        kind: 'succeeded',
        output: resource.includes('lambda') ? { ok: true, n: 5 } : {},
      }),
    });
    expect(run?.calls.map((call) => call.arguments)).toEqual([
      { FunctionName: 'f', Payload: { id: '42', next: 2 } },
      {
        Entries: [
          {
            EventBusName: 'default',
            Source: 'choreography.nested',
            DetailType: 'Waits',
            Detail: { id: '42', n: 5 },
          },
        ],
      },
      { TopicArn: 'arn:aws:sns:eu-central-1:000000000000:monitor', Message: 'n is 5' },
    ]);
    expect(run?.waits().map(({ state }) => state)).toEqual(['Waiting']);
    await run?.stop();
  });

  test('and what fails is told to people, and does not stop the instance', async () => {
    const run = await CompiledRun.open(choreography, opening, {
      perform: ({ resource }) =>
        resource.includes('events:')
          ? { kind: 'failed', error: 'EventBridge.Broken', cause: 'No bus' }
          : { kind: 'succeeded', output: resource.includes('lambda') ? { ok: true, n: 5 } : {} },
    });
    await run?.waitUntil(T0 + 600_000);
    const put = run?.calls
      .map((call) => call.arguments)
      .find((given) => JSON.stringify(given).includes('failed-action'));
    expect(put).toMatchObject({
      TableName: 'instances',
      Item: {
        instance: { S: 'nested#42' },
        status: { S: 'failed-action' },
        name: { S: 'publish Waits' },
        reason: { S: '"publish Waits" failed in "Waiting": EventBridge.Broken. No bus' },
        payload: { S: '{"error":"EventBridge.Broken","cause":"No bus"}' },
        listing: { S: 'nested#deviation#0' },
      },
    });
    expect(run?.execution).toMatchObject({ status: 'SUCCEEDED' });
    await run?.stop();
  });
});

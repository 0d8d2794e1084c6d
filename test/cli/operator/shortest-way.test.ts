import { describe, expect, test } from '@jest/globals';
import { join } from 'node:path';
import { readChoreographies } from '../../../lib/cli/choreographies.ts';
import { readDefinition } from '../../../lib/cli/operator/deployed.ts';
import type { Flows, Pending } from '../../../lib/cli/operator/flows.ts';
import { shortestWay } from '../../../lib/cli/operator/shortest-way.ts';
import { choreographiesIn } from '../../../lib/cli/operator/stack.ts';
import { ROOT } from '../../../lib/cli/settings.ts';
import type { Choreography } from '../../../lib/definition/model.ts';
import { planOf } from '../../../lib/semantics/plan-of.ts';
import { choreography } from '../../projection/world/choreographies.ts';

const ANY = new Set(['succeeded', 'failed'] as const);

function wayFrom(of: Choreography, flows: Record<string, string>, pending: Pending = new Map()) {
  const found = shortestWay(planOf(of), new Map(Object.entries(flows)), pending, ANY);
  return found === undefined ? undefined : [...found.steps, found.end].join(' → ');
}

describe('the shortest way to an end', () => {
  test('takes the fewest events, whatever the order in the file', () => {
    const line = choreography({
      A: { on: { a: 'B', x: 'C' } },
      B: { on: { b: 'D' } },
      C: { on: { c: 'End' } },
      D: { on: { d: 'End' } },
      End: 'succeeded',
    });
    expect(wayFrom(line, { '': 'A' })).toBe('x → c → End');
    expect(wayFrom(line, { '': 'B' })).toBe('b → d → End');
  });

  test('counts the members of an all that are still to come', () => {
    const gathering = choreography({
      P: { all: ['a', 'b', 'c'], onDone: 'End', on: { x: 'Q' } },
      Q: { on: { q: 'End' } },
      End: 'succeeded',
    });
    // Two events by Q, three by the members.
    expect(wayFrom(gathering, { '': 'P' })).toBe('x → q → End');
    expect(wayFrom(gathering, { '': 'P' }, new Map([['P', ['b']]]))).toBe('b → End');
  });

  test('leaves regions when the last one is done, or by what stands around them', () => {
    const regions = choreography({
      P: {
        parallel: {
          R1: { A1: { on: { a: 'F1' } }, F1: 'succeeded' },
          R2: { A2: { on: { b: 'B2' } }, B2: { on: { c: 'F2' } }, F2: 'succeeded' },
        },
        onDone: 'End',
        on: { z: 'Z' },
      },
      Z: { on: { y: 'Y' } },
      Y: { on: { e: 'End' } },
      End: 'succeeded',
    });
    expect(wayFrom(regions, { '': 'P', 'P/R1': 'A1', 'P/R2': 'B2' })).toMatch(/^(a → c|c → a) → End$/);
    expect(wayFrom(regions, { '': 'P', 'P/R1': '', 'P/R2': 'B2' })).toBe('c → End');
  });

  test('is not there where nothing leads to an end', () => {
    const round = choreography({ A: { on: { a: 'B' } }, B: { on: { b: 'A' } }, End: 'succeeded' });
    expect(wayFrom(round, { '': 'A' })).toBeUndefined();
  });

  test.each(
    readChoreographies(join(ROOT, 'statemachines')).flatMap(({ choreography: of }) =>
      of === undefined ? [] : [[of.id, of] as const],
    ),
  )('of the example %s is found from every place it can stand in', (_, of) => {
    const plan = planOf(of);
    const lost = [...plan.places.values()]
      .filter(({ kind, scope }) => scope === '' && !['parallel', 'done'].includes(kind))
      .filter(
        ({ name }) => shortestWay(plan, new Map([['', name]]) satisfies Flows, new Map(), ANY) === undefined,
      );
    expect(lost.map(({ name }) => name)).toEqual([]);
  });
});

describe('a monitor is known by its queues', () => {
  test('those of a monitor whose prefix begins with the same are left out', () => {
    const names = [
      ...['watch-closings', 'watch-order-events', 'watch-order-start', 'watch-order-events-dead'],
      ...['watch-eu-closings', 'watch-eu-order-events', 'watch-eu-order-start', 'watch-eurasia-events'],
    ];
    expect(choreographiesIn(names, 'watch')).toEqual(['eurasia', 'order']);
    expect(choreographiesIn(names, 'watch-eu')).toEqual(['order']);
  });
});

describe('a deployed state machine says', () => {
  const put = (TableName: string, version?: string) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::aws-sdk:dynamodb:putItem.waitForTaskToken',
    Arguments: { TableName, Item: version === undefined ? {} : { version: { S: version } } },
  });

  test('which table it keeps its waits in, of which version, and how it fails, also inside of a Parallel', () => {
    const definition = {
      States: {
        P: { Type: 'Parallel', Branches: [{ States: { W: put('instances', 'v7') } }] },
        Refused: { Type: 'Fail', Error: 'OrderRefused' },
        Computed: { Type: 'Fail', Error: '{% $error %}' },
      },
    };
    expect(readDefinition(JSON.stringify(definition))).toEqual({
      tableName: 'instances',
      version: 'v7',
      failures: { OrderRefused: 'Refused' },
    });
  });

  test('nothing of a table where it never waits', () => {
    expect(readDefinition('{"States":{"S":{"Type":"Succeed"}}}')).toEqual({
      tableName: undefined,
      version: undefined,
      failures: {},
    });
  });
});

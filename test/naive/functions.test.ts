import { describe, expect, test } from '@jest/globals';
import { envelope } from '../projection/memory.ts';
import { choreography } from '../projection/world/choreographies.ts';
import { NaiveWorld } from './world.ts';

const line = () =>
  new NaiveWorld(choreography({ A: { on: { a: 'B' } }, B: { on: { b: 'End' } }, End: 'succeeded' }));
const loop = () => new NaiveWorld(choreography({ A: { on: { a: 'A', b: 'End' } }, End: 'succeeded' }));

async function play(world: NaiveWorld, ...ids: readonly string[]): Promise<readonly string[]> {
  const ends: string[] = [];
  for (const [second, id] of ids.entries()) {
    ends.push(...(await world.publish(envelope(id, second))));
    await world.settle();
  }
  return ends;
}

describe('the naive protocol, where nothing goes wrong', () => {
  test('brings an instance to its end, with two calls an event and one for the start', async () => {
    const world = line();
    expect(await play(world, 's0', 'a1', 'b2')).toEqual(['started', 'delivered', 'delivered']);
    expect(world.stands()).toBe('succeeded End');
    expect(world.calls).toEqual(['StartExecution', 'Query', 'SendTaskSuccess', 'Query', 'SendTaskSuccess']);
  });

  test('finds the member of an all by its name, and deletes the token of each', async () => {
    const world = new NaiveWorld(
      choreography({ A: { all: ['a', 'b'], onDone: 'B' }, B: { on: { c: 'End' } }, End: 'succeeded' }),
    );
    expect(await play(world, 's0', 'b1', 'a2', 'c3')).toEqual([
      'started',
      'delivered',
      'delivered',
      'delivered',
    ]);
    expect(world.stands()).toBe('succeeded End');
    expect(world.calls.filter((call) => call === 'DeleteItem')).toHaveLength(2);
  });

  test('has the decisions of our machines answered, which the functions leave to nobody', async () => {
    const deciding = choreography({
      A: { all: ['a'], onDone: [{ guard: 'false', target: 'Never' }, { target: 'B' }] },
      B: { on: { b: 'End' } },
      Never: 'failed',
      End: 'succeeded',
    });
    const world = new NaiveWorld(deciding);
    await play(world, 's0', 'a1');
    expect(world.stands()).toBe('running B');
  });
});

describe('what the naive protocol gets wrong', () => {
  test('an event before its instance is lost', async () => {
    const world = line();
    expect(await play(world, 'a1', 's0')).toEqual(['lost', 'started']);
    expect(world.stands()).toBe('running A');
  });

  test('an event while its instance starts is lost', async () => {
    const world = line();
    await world.publish(envelope('s0'));
    expect(await world.publish(envelope('a1', 1))).toEqual(['lost']);
    await world.settle();
    expect(world.stands()).toBe('running A');
  });

  test('an event between two waits finds the token used: the function throws', async () => {
    const world = line();
    await play(world, 's0');
    await world.publish(envelope('a1', 1));
    expect(await world.publish(envelope('b2', 2))).toEqual(['thrown']);
  });

  test('the same event, delivered twice, moves the loop twice', async () => {
    const world = loop();
    expect(await play(world, 's0', 'a1', 'a1')).toEqual(['started', 'delivered', 'delivered']);
    expect(world.calls.filter((call) => call === 'SendTaskSuccess')).toHaveLength(2);
  });

  test('the same event, delivered twice, fails what went on by it', async () => {
    const world = line();
    expect(await play(world, 's0', 'a1', 'a1')).toEqual(['started', 'delivered', 'failed-instance']);
    expect(world.stands()).toBe('failed B');
  });

  test('an event one place early fails the instance', async () => {
    const world = line();
    expect(await play(world, 's0', 'b2', 'a1')).toEqual(['started', 'failed-instance', 'thrown']);
    expect(world.stands()).toBe('failed A');
  });

  test('an event after the end is thrown again and again, and then gone', async () => {
    const world = line();
    await play(world, 's0', 'a1', 'b2');
    expect([await play(world, 'a3'), await play(world, 'a3')]).toEqual([['thrown'], ['thrown']]);
    expect(world.stands()).toBe('succeeded End');
  });

  test('a start event for an id that has had its execution is refused by its name', async () => {
    const world = line();
    await play(world, 's0', 'a1', 'b2');
    expect(await play(world, 's3')).toEqual(['thrown']);
  });
});

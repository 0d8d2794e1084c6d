import { describe, expect, test } from '@jest/globals';
import { readJson } from '../../lib/patterns/json.ts';
import { matches, matchesJson } from '../../lib/patterns/matches.ts';
import { matching, pattern } from './harness.ts';

describe('fields', () => {
  test('all named fields have to match, others do not count', () => {
    const text = '{"source":["shop"],"detail":{"order":{"state":["new"]}}}';
    expect(matching(text, '{"source":"shop","detail":{"order":{"state":"new","more":1}}}')).toBe(true);
    expect(matching(text, '{"source":"shop","detail":{"order":{"state":"old"}}}')).toBe(false);
    expect(matching(text, '{"source":"shop","detail":{}}')).toBe(false);
  });

  test('keys compare with their case', () => {
    expect(matching('{"Key":["x"]}', '{"key":"x"}')).toBe(false);
  });

  test('a dot in a key is like a step down, in pattern and event', () => {
    expect(matching('{"detail":{"a.b":["x"]}}', '{"detail":{"a":{"b":"x"}}}')).toBe(true);
    expect(matching('{"detail":{"a":{"b":["x"]}}}', '{"detail":{"a.b":"x"}}')).toBe(true);
    expect(matching('{"detail":{"a":{"b":["x"]}}}', '{"detail":{"a.b":{"b":"x"}}}')).toBe(false);
  });

  test('a field can be leaf in one place and object in another', () => {
    const text = '{"a":[1],"a":{"b":[2]}}';
    expect(matching(text, '{"a":[1,{"b":2}]}')).toBe(true);
    expect(matching(text, '{"a":[1,{"b":3}]}')).toBe(false);
  });

  test('of a key written twice the last one counts in a pattern', () => {
    expect(matching('{"a":["x"],"a":["y"]}', '{"a":"y"}')).toBe(true);
    expect(matching('{"a":["x"],"a":["y"]}', '{"a":"x"}')).toBe(false);
  });

  test('of a key written twice both count in an event', () => {
    const reading = readJson('{"a":"x","a":"y"}');
    if (reading.kind === 'invalid') throw new Error(reading.message);
    expect(matchesJson(pattern('{"a":["x"]}'), reading.node)).toBe(true);
    expect(matchesJson(pattern('{"a":["y"]}'), reading.node)).toBe(true);
  });

  test('what is no object matches nothing', () => {
    for (const event of [null, undefined, 1, 'a', [{ a: 1 }]])
      expect(matches(pattern('{"a":[{"exists":false}]}'), event)).toBe(false);
  });
});

describe('arrays', () => {
  test('fields of one element have to match together', () => {
    const text = '{"items":{"name":["a"],"size":[1]}}';
    expect(matching(text, '{"items":[{"name":"a","size":2},{"name":"a","size":1}]}')).toBe(true);
    expect(matching(text, '{"items":[{"name":"a","size":2},{"name":"b","size":1}]}')).toBe(false);
  });

  test('also in arrays inside arrays', () => {
    const text = '{"u":{"t":{"k":["c"],"v":["b"]}}}';
    expect(matching(text, '{"u":[{"t":[{"k":"x"},{"k":"c","v":"b"}]}]}')).toBe(true);
    expect(matching(text, '{"u":[{"t":[{"k":"c"}]},{"t":[{"v":"b"}]}]}')).toBe(false);
    expect(matching(text, '{"u":[[{"t":{"k":"c"}}],[{"t":{"v":"b"}}]]}')).toBe(false);
  });

  test('arrays side by side are independent', () => {
    const text = '{"a":{"x":[1]},"b":{"y":[2]}}';
    expect(matching(text, '{"a":[{"x":0},{"x":1}],"b":[{"y":2},{"y":3}]}')).toBe(true);
  });

  test('plain values of one array are together everywhere', () => {
    expect(matching('{"tags":["a"],"more":{"x":["b"]}}', '{"tags":["c","a"],"more":[{"x":["d","b"]}]}')).toBe(
      true,
    );
  });

  test('absence counts in the element that was settled on before, in the order of the names', () => {
    const event = '{"d":[{"a":1},{"a":1,"b":2}]}';
    expect(matching('{"d":{"a":[1],"b":[{"exists":false}]}}', event)).toBe(true);
    expect(matching('{"d":{"b":[{"exists":false}],"a":[1]}}', event)).toBe(true);
    expect(matching('{"d":{"a":[{"exists":false}],"b":[2]}}', '{"d":[{"a":1},{"b":2}]}')).toBe(false);
  });

  test('many matching elements are tried in bearable time', () => {
    const list = Array.from({ length: 300 }, (_, index) => ({ x: 1, y: index }));
    const event = { a: list, b: list, c: list, z: 1 };
    const text = '{"a":{"x":[1],"y":[299]},"b":{"x":[1],"y":[298]},"c":{"x":[1],"y":[-1]},"z":[1]}';
    expect(matches(pattern(text), event)).toBe(false);
    expect(matches(pattern(text.replace('-1', '5')), event)).toBe(true);
  });
});

describe('$or', () => {
  const text = '{"source":["s"],"$or":[{"a":[1]},{"b":[2],"$or":[{"c":[3]},{"d":[4]}]}]}';

  test('one of its objects has to match, and what stands beside it', () => {
    expect(matching(text, '{"source":"s","a":1}')).toBe(true);
    expect(matching(text, '{"source":"s","b":2,"d":4}')).toBe(true);
    expect(matching(text, '{"source":"s","b":2}')).toBe(false);
    expect(matching(text, '{"source":"t","a":1}')).toBe(false);
  });

  test('several of them have to match all', () => {
    const both = '{"$or":[{"a":[1]},{"b":[1]}],"in":{"$or":[{"c":[1]},{"d":[1]}]}}';
    expect(matching(both, '{"b":1,"in":{"c":1}}')).toBe(true);
    expect(matching(both, '{"b":1,"in":{}}')).toBe(false);
  });

  test('what comes later replaces the same field before it', () => {
    const override = '{"n":["a"],"$or":[{"n":["b"]},{"c":["x"]}]}';
    expect(matching(override, '{"n":"b"}')).toBe(true);
    expect(matching(override, '{"n":"a","c":"x"}')).toBe(true);
    expect(matching(override, '{"n":"a"}')).toBe(false);
  });
});

import { describe, expect, test } from '@jest/globals';
import { find } from '../../../lib/local/asl/jsonpath/find.ts';
import { parsePath, parseReferencePath } from '../../../lib/local/asl/jsonpath/path.ts';
import type { Json } from '../../../lib/local/service.ts';

const STORE: Json = {
  'delivery-partner': 'UQS',
  books: [
    { title: 'A', price: 8, tags: ['x', 'y'] },
    { title: 'B', price: 12.5, isbn: '1' },
    { title: 'C', price: 30, isbn: '2', tags: [] },
  ],
  flags: [{ on: null }, { on: false }, { off: 1 }],
  none: null,
  odd: { 'size()': 5 },
};

function at(text: string): Json {
  const found = find(parsePath(text), ({ root }) => (root.kind === 'input' ? STORE : { name: 'B' }));
  return found.kind === 'found' ? found.value : found.reason;
}

describe('a path', () => {
  test.each<[string, Json]>([
    ['$.books[0].title', 'A'],
    ["$['delivery-partner']", 'UQS'],
    ['$.delivery-partner', 'UQS'],
    ['$.books[(@.length-1)].price', 30],
    ['$.books[( @.length - 3 )].price', 8],
    ['$.none', null],
    ['$.books[0].tags', ['x', 'y']],
    ["$.books[0]['title','price','no']", { title: 'A', price: 8 }],
    ["$.books[0].['title']", 'A'],
    ['$.odd.size()', 5],
  ])('%s leads to one value', (path, value) => {
    expect(at(path)).toEqual(value);
  });

  test.each<[string, Json]>([
    ['$.books[*].title', ['A', 'B', 'C']],
    ['$..isbn', ['1', '2']],
    ['$.books[0:2].title', ['A', 'B']],
    ['$.books[1:].title', ['B', 'C']],
    ['$.books[:-2].title', ['A']],
    ['$.books[0,2].title', ['A', 'C']],
    ["$.books[*]['title','isbn']", [{ title: 'A' }, { title: 'B', isbn: '1' }, { title: 'C', isbn: '2' }]],
    ['$.books[?(@.price < 10)].title', ['A']],
    ["$.books[?(@.title == 'B' || @.price >= 30)].title", ['B', 'C']],
    ['$.books[?(@.isbn && @.price > 20)].title', ['C']],
    ['$.books[?(!@.isbn)].title', ['A']],
    ["$.books[?(@.title in ['A','C'])].price", [8, 30]],
    ["$.books[?(@.tags anyof ['x','z'])].title", ['A']],
    ["$.books[?(@.tags noneof ['x','z'])].title", ['C']],
    ["$.books[?(@.tags subsetof ['x','y','z'])].title", ['A', 'C']],
    ['$.books[?(@.isbn == 1)].title', ['B']],
    ["$.books[?(@.price == '8')].title", ['A']],
    ["$.books[?(@.price != '8')].title", ['B', 'C']],
    ["$.books[?(@.price === '8')].title", []],
    ['$.books[?(@.isbn !== 1 && @.isbn)].title', ['B', 'C']],
    ['$.books[?(@.title =~ /[ab]/i)].price', [8, 12.5]],
    ['$.books[?(@.title == $$.name)].price', [12.5]],
    ['$.flags[?(@.on)]', [{ on: false }]],
    ['$.flags[?(!@.on)]', [{ on: null }, { off: 1 }]],
    ['$.flags[?(@.on == null)]', [{ on: null }]],
    ["$.books[0].tags[?(@ == 'x')]", []],
    ['$.books[0].tags[?(!@.no)]', []],
    ['$.nothing[*]', []],
    ['$.nothing[1:2].x', []],
    ['$.nothing.at.all[*]', []],
    ['$.books[*].title[0:1]', []],
    ['$.odd[*]', [5]],
    ['$.books[9:]', []],
  ])('%s leads to a list', (path, value) => {
    expect(at(path)).toEqual(value);
  });

  test.each([
    ['$.no', "No results for path: $['no']"],
    ['$.no.such', "Missing property in path $['no']"],
    ['$.books[7].title', "No results for path: $['books'][7]['title']"],
    // As was measured on AWS.
    ['$.books[-1].title', "No results for path: $['books'][-1]['title']"],
    ['$.books[(@.length-4)].title', "No results for path: $['books'][(@.length-4)]['title']"],
    ['$.odd[0]', 'Filter: [0] can only be applied to arrays. Current context is: {size()=5}'],
    [
      '$[1].title',
      'Filter: [1] can only be applied to arrays. Current context is: {delivery-partner=UQS, books=[{title=A, price=8, tags=[x, y]}, {title=B, price=12.5, isbn=1}, {title=C, price=30, isbn=2, tags=[]}], flags=[{on=null}, {on=false}, {off=1}], none=null, odd={size()=5}}',
    ],
    ['$.none[0]', 'Filter: [0] can only be applied to arrays. Current context is: null'],
    ['$.none.such', "Property ['such'] not found in path $['none']"],
    // What is no list has no items to take, other than what is missing altogether.
    ['$.odd[1:]', 'Filter: [1:] can only be applied to arrays. Current context is: {size()=5}'],
    ['$.delivery-partner.x[*]', "Property ['x'] not found in path $['delivery-partner']"],
    ['$.odd[0,1].x', 'Filter: [0,1] can only be applied to arrays. Current context is: {size()=5}'],
    [
      "$.delivery-partner[?(@ == 'x')]",
      'Filter: [?] can not be applied to primitives. Current context is: UQS',
    ],
    // It is no function.
    ['$.books.length()', "Property ['length()'] not found in path $['books']"],
    ['$.length()', "No results for path: $['length()']"],
    ["$['books','none'][0].title", "Multi properties can only be used as path leafs: $['books', 'none']"],
  ])('%s that leads nowhere says so', (path, reason) => {
    expect(at(path)).toBe(reason);
  });

  test.each([
    '',
    'a',
    '$.',
    '$.a[',
    '$.a[]',
    '$.a b',
    '$..',
    '$[?(@.a ==)]',
    '$.a.no(such',
    '$[(@.length)]',
    '$[(1)]',
  ])('"%s" is refused', (path) => {
    expect(() => parsePath(path)).toThrow(/at character \d+ of|Path must/);
  });

  test('a reference path names one place', () => {
    expect(parseReferencePath("$.a['b'][2]")).toEqual(['a', 'b', 2]);
    expect(() => parseReferencePath('$.a[*]')).toThrow(
      '"$.a[*]" must be a reference path: names and indexes only',
    );
    expect(() => parseReferencePath('$.a[(@.length-1)]')).toThrow('must be a reference path');
    expect(() => parseReferencePath('$$.a')).toThrow('"$$.a" must start with "$"');
  });
});

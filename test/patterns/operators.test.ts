import { describe, expect, test } from '@jest/globals';
import { readJson } from '../../lib/patterns/json.ts';
import { matchesJson } from '../../lib/patterns/matches.ts';
import { passes, pattern } from './harness.ts';

type Case = readonly [list: string, passing: readonly string[], failing: readonly string[]];

function table(cases: readonly Case[]): void {
  for (const [list, passing, failing] of cases) {
    for (const value of passing) test(`${list} takes ${value}`, () => expect(passes(list, value)).toBe(true));
    for (const value of failing)
      test(`${list} refuses ${value}`, () => expect(passes(list, value)).toBe(false));
  }
}

describe('values', () => {
  table([
    ['["on"]', ['"on"', '["off","on"]', '[["on"]]'], ['"On"', '"one"', 'true', 'null', '{"on":"on"}', '[]']],
    ['[""]', ['""'], ['null', '" "']],
    ['["a","b"]', ['"a"', '"b"'], ['"ab"']],
    ['[true]', ['true'], ['"true"', 'false', '1']],
    ['[false]', ['false'], ['null', '0', '""']],
    ['[null]', ['null', '[1,null]'], ['"null"', 'false', '0', '""']],
    ['[7]', ['7', '7.0', '0.7e1', '[1,7]'], ['"7"', '70', '-7', '7.000001']],
    ['[0]', ['0', '-0', '0.0', '0e9'], ['null', 'false', '""']],
    ['[3.018e2]', ['301.8', '301.80'], ['"301.8"', '301.81']],
    ['["*"]', ['"*"'], ['"x"']],
    ['["\\u00e9"]', ['"é"'], ['"e"']],
  ]);
});

describe('numbers that no double holds', () => {
  const passesAsText = (list: string, value: string): boolean => {
    const reading = readJson(`{"a":${value}}`);
    return reading.kind === 'json' && matchesJson(pattern(`{"a":${list}}`), reading.node);
  };
  test('match their own spelling only', () => {
    expect(passesAsText('[12345678901234567890123]', '12345678901234567890123')).toBe(true);
    expect(passesAsText('[12345678901234567890123]', '12345678901234567890124')).toBe(false);
    expect(passesAsText('[1e999]', '1e999')).toBe(true);
    expect(passesAsText('[{"numeric":[">",0]}]', '1e999')).toBe(false);
  });
});

describe('prefix and suffix', () => {
  table([
    ['[{"prefix":"us-"}]', ['"us-"', '"us-east-1"', '["eu","us-x"]'], ['"US-east"', '"xus-"', '5', 'null']],
    ['[{"prefix":""}]', ['""', '"x"'], ['1', 'null', 'true']],
    ['[{"suffix":".png"}]', ['".png"', '"a.png"'], ['"a.PNG"', '"a.png "', '1']],
    ['[{"prefix":{"equals-ignore-case":"Us-"}}]', ['"uS-east"'], ['"u-s"', '1']],
    ['[{"suffix":{"equals-ignore-case":".Png"}}]', ['"a.pNG"'], ['"a.pngx"']],
    ['[{"prefix":"12"}]', ['"123"'], ['123']],
    // A text is looked at with its quotes.
    ['[{"prefix":"us\\""}]', ['"us"', '"us\\"-"'], ['"us-"', '"u"']],
    ['[{"prefix":"\\""}]', ['""', '"\\"x"'], ['"x"']],
    ['[{"suffix":"\\"us"}]', ['"us"', '"-\\"us"'], ['"-us"', '"s"']],
    ['[{"prefix":{"equals-ignore-case":"us\\""}}]', ['"US"', '"uS\\"-"'], ['"us-"', '"u"']],
    ['[{"suffix":{"equals-ignore-case":"\\"us"}}]', ['"Us"', '"-\\"US"'], ['"-us"', '"s"']],
    ['[{"anything-but":{"prefix":"us\\""}}]', ['"us-"'], ['"us"', '"us\\"-"']],
    ['[{"anything-but":{"suffix":"\\"us"}}]', ['"-us"'], ['"us"']],
  ]);
});

describe('equals-ignore-case', () => {
  table([
    ['[{"equals-ignore-case":"AbC"}]', ['"abc"', '"ABC"', '["x","aBc"]'], ['"abcd"', '"ab"', 'null']],
    ['[{"equals-ignore-case":"a.c*"}]', ['"A.C*"'], ['"abc*"', '"a.cc"']],
    ['[{"equals-ignore-case":""}]', ['""'], ['"a"', 'null']],
    // Each character for itself: a sigma at the end of a word is none of another kind.
    ['[{"equals-ignore-case":"ΟΔΟΣ"}]', ['"οδοσ"', '"Οδοσ"'], ['"οδος"']],
    ['[{"equals-ignore-case":"straße"}]', ['"STRASSE"', '"Straße"'], ['"strase"']],
    ['[{"equals-ignore-case":"strasse"}]', ['"STRASSE"'], ['"straße"']],
    ['[{"equals-ignore-case":"k"}]', ['"K"'], ['"\u212a"']],
    // Of a character of two halves each half becomes a question mark: in AWS such a pattern never matches the character.
    ['[{"equals-ignore-case":"a🚀"}]', ['"A??"'], ['"a🚀"', '"a?"']],
    ['[{"prefix":{"equals-ignore-case":"ΟΣ"}}]', ['"οσα"'], ['"οςα"']],
    ['[{"suffix":{"equals-ignore-case":"ß"}}]', ['"FUSS"', '"Fuß"'], ['"FUS"']],
    ['[{"anything-but":{"equals-ignore-case":["ΟΣ"]}}]', ['"ος"'], ['"οσ"']],
  ]);
});

describe('exactly', () => {
  table([['[{"exactly":"x"}]', ['"x"'], ['"X"']]]);
});

describe('wildcard', () => {
  table([
    ['[{"wildcard":"*"}]', ['""', '"x"', '"*"'], ['1', 'null']],
    ['[{"wildcard":"a*c"}]', ['"ac"', '"abc"', '"acc"', '"a*c"'], ['"a"', '"c"', '"ab"', '"acb"', '"xac"']],
    ['[{"wildcard":"a*a"}]', ['"aa"', '"aba"'], ['"a"']],
    ['[{"wildcard":"*ab*ab"}]', ['"abab"', '"xabyab"', '"ababab"'], ['"ab"', '"aab"']],
    ['[{"wildcard":"a*b*c"}]', ['"abc"', '"a1b2c"', '"abbcc"'], ['"acb"', '"ac"']],
    ['[{"wildcard":"a\\\\*b"}]', ['"a*b"'], ['"axb"', '"a\\\\*b"']],
    ['[{"wildcard":"a\\\\\\\\*"}]', ['"a\\\\"', '"a\\\\x"'], ['"a"', '"a*"']],
    ['[{"wildcard":"plain"}]', ['"plain"'], ['"plainer"']],
    ['[{"wildcard":"x.*"}]', ['"x."', '"x.y"'], ['"xyz"']],
  ]);
});

describe('numeric', () => {
  table([
    ['[{"numeric":["=",5]}]', ['5', '5.0', '50e-1'], ['"5"', '5.1', 'null']],
    ['[{"numeric":["<",5]}]', ['4.999999', '-1e9'], ['5', '"1"', '6']],
    ['[{"numeric":["<=",5]}]', ['5'], ['5.000001']],
    ['[{"numeric":[">",-2]}]', ['-1.5'], ['-2', '-3']],
    ['[{"numeric":[">=",-2]}]', ['-2', '0'], ['-2.1']],
    ['[{"numeric":[">",0,"<=",5]}]', ['0.1', '5', '[9,3]'], ['0', '5.1', '[0,9]']],
    ['[{"numeric":[">=",2e-6,"<",4e-6]}]', ['0.000002', '0.000003'], ['0.000004', '0.000001']],
    ['[{"numeric":[">",0]}]', ['999999999999999'], ['true', '[]', '{"x":1}']],
  ]);
});

describe('cidr', () => {
  table([
    [
      '[{"cidr":"10.0.0.0/24"}]',
      ['"10.0.0.0"', '"10.0.0.255"'],
      ['"10.0.1.0"', '"10.0.0.256"', '"10.0.0"', '10'],
    ],
    ['[{"cidr":"10.0.0.0/24/"}]', ['"10.0.0.1"'], ['"10.0.1.0"']],
    ['[{"cidr":"10.0.0.77/24"}]', ['"10.0.0.1"'], ['"9.255.255.255"', '"::a00:1"']],
    ['[{"cidr":"0.0.0.0/0"}]', ['"255.255.255.255"', '"::ffff:0102:0304"'], ['"::1"', '"host"']],
    ['[{"cidr":"192.168.1.4/31"}]', ['"192.168.1.5"'], ['"192.168.1.6"']],
    [
      '[{"cidr":"2001:db8::/32"}]',
      ['"2001:db8::1"', '"2001:0DB8:ffff:ffff:ffff:ffff:ffff:ffff"'],
      ['"2001:db9::"', '"32.1.13.184"', '"2001:db8::1::2"', '"2001:db8:1"'],
    ],
  ]);
});

describe('an address as a value', () => {
  table([
    ['["::1"]', ['"::1"', '"0:0:0:0:0:0:0:1"', '"0000::0001"', '"000000::1"'], ['"::2"', '"1"']],
    ['["10.0.0.1"]', ['"010.0.0.1"', '"010.000.000.001"'], ['"0000000010.0.0.1"']],
    ['["10.0.0.9"]', ['"10.0.0.9"'], ['"10.0.0.90"', '"10.0.0.10"']],
    ['["08:23"]', ['"08:23"'], ['"8:23"']],
    ['["999.1.1.1"]', ['"999.1.1.1"'], ['"999.1.1.2"']],
  ]);
});

describe('anything-but', () => {
  table([
    ['[{"anything-but":"x"}]', ['"y"', '1', 'null', 'true', '["x","y"]'], ['"x"', '["x","x"]', '[]', '{}']],
    ['[{"anything-but":["x","y"]}]', ['"z"', '3'], ['"x"', '"y"']],
    ['[{"anything-but":5}]', ['6', '"5"', 'null'], ['5', '5.0', '0.5e1']],
    ['[{"anything-but":[5,6]}]', ['7'], ['5', '6']],
    ['[{"anything-but":0}]', ['1', 'null', 'false', '""'], ['0', '-0']],
    ['[{"anything-but":{"prefix":"in"}}]', ['"out"', '"xin"', '12', 'null'], ['"in"', '"inner"']],
    ['[{"anything-but":{"prefix":["in","out"]}}]', ['"up"'], ['"inner"', '"outer"']],
    ['[{"anything-but":{"suffix":".txt"}}]', ['".txt.bak"', 'null'], ['"a.txt"']],
    ['[{"anything-but":{"suffix":[".txt",".md"]}}]', ['"a.png"'], ['"a.txt"', '"a.md"']],
    ['[{"anything-but":{"equals-ignore-case":"No"}}]', ['"none"', 'null', '0'], ['"no"', '"NO"']],
    ['[{"anything-but":{"equals-ignore-case":["No","Off"]}}]', ['"on"'], ['"nO"', '"OFF"']],
    ['[{"anything-but":{"wildcard":"*/lib/*"}}]', ['"lib/a"', 'null'], ['"a/lib/b"']],
    ['[{"anything-but":{"wildcard":["a*","*z"]}}]', ['"b"'], ['"ab"', '"bz"']],
    ['[{"anything-but":{"wildcard":["*a*","*b*","*c*","*d*","*e*"]}}]', ['"xyz"'], ['"xay"', '"e"']],
    ['[{"anything-but":{"prefix":[]}}]', ['"x"', '1'], ['{}']],
  ]);
});

describe('exists', () => {
  table([
    ['[{"exists":true}]', ['1', 'null', '""', 'false', '[null]'], ['{}', '[]', '{"b":1}', '[{"b":1}]']],
    ['[{"exists":false}]', ['{}', '[]', '{"b":1}'], ['null', '""', '[0]']],
    ['["x",{"exists":false}]', ['"x"', '{}'], ['"y"']],
  ]);
});

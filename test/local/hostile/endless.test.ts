import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { listOf, objectOf, parseJson, textOf } from '../../../lib/local/json.ts';
import type { Json } from '../../../lib/local/service.ts';

const A40 = `${'a'.repeat(40)}!`;
const jsonata = (expression: string): Json => ({
  QueryLanguage: 'JSONata',
  StartAt: 'P',
  States: { P: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } },
});
const jsonPath = (parameters: Json): Json => ({
  StartAt: 'P',
  States: { P: { Type: 'Pass', Parameters: parameters, End: true } },
});
const choice = (pattern: string): Json => ({
  StartAt: 'C',
  States: {
    C: { Type: 'Choice', Choices: [{ Variable: '$.text', StringMatches: pattern, Next: 'S' }], Default: 'F' },
    S: { Type: 'Succeed' },
    F: { Type: 'Fail', Error: 'NoMatch' },
  },
});

/** What each of these asks for never ends, or takes more memory than there is. */
const CASES = {
  'a regular expression': jsonata(`$contains("${A40}", /^(a+)+$/)`),
  'recursion that ends its own turn': jsonata('($f := function($n) { $f($n + 1) }; $f(0))'),
  'recursion that does not': jsonata('($f := function($n) { 1 + $f($n + 1) }; $f(0))'),
  'a text twice as long at every turn': jsonata(
    '$reduce([1..60], function($a, $n) { $a & $a }, "0123456789")',
  ),
  'a list twice as long at every turn': jsonata(
    '$reduce([1..60], function($a, $n) { $append($a, $a) }, [1])',
  ),
  'a tree twice as large at every turn': jsonata(
    '$reduce([1..60], function($a, $n) { {"l": $a, "r": $a} }, {})',
  ),
  'a list by each item of a list': jsonata('$states.input.many.($states.input.many).($states.input.many)'),
  'a long padding': jsonata('$length($pad("", 500000000, "ab"))'),
  'a long list, compared with itself': jsonata('$count($distinct([1..9999999]))'),
  'a filter of JSONPath': jsonPath({ 'a.$': '$..[?(@.text =~ /^(a+)+b$/)]' }),
  'an array of States.ArrayRange': jsonPath({ 'a.$': 'States.ArrayRange(0, 1000000000, 1)' }),
  'a text of many wildcards': choice('*a*a*a*a*a*a*a*a*a*a*a*a*b'),
};
/** Each takes two seconds, and nothing but `npm run fuzz` has them to spare. */
const SLOW = {
  'one that goes back to what it found': jsonata(`$contains("${A40}", /^(a+)+\\1$/)`),
  'an expression made of a text': jsonata(`$eval('$contains("${A40}", /^(a+)+$/)')`),
  'a time by a picture of many years': jsonata(`$toMillis("${'1'.repeat(60)}x", "${'[Y]'.repeat(30)}")`),
};
const ALL: { readonly [name: string]: Json } =
  process.env['FUZZ_RUNS'] === undefined ? CASES : { ...CASES, ...SLOW };
const INPUT = { text: 'a'.repeat(20_000), many: Array.from({ length: 20_000 }, (_, index) => index) };

type End = { readonly status: string; readonly error: string | null; readonly cause: string | null };

let ends: { readonly [name: string]: End };

beforeAll(async () => {
  const cases = Object.values({ ...ALL, 'a plain one': jsonata('$states.input.text & "!"') }).map(
    (definition) => ({ definition, input: INPUT }),
  );
  const found = await runAside(cases);
  ends = Object.fromEntries(
    [...Object.keys(ALL), 'a plain one'].map((name, index) => [name, found[index] ?? NONE]),
  );
}, 120_000);

const NONE: End = { status: 'NONE', error: null, cause: null };

/** Whatever hangs or falls is the other process. */
function runAside(cases: Json): Promise<readonly End[]> {
  const script = fileURLToPath(new URL('./executions.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    const options = { timeout: 100_000, maxBuffer: 1e8, killSignal: 'SIGKILL' } as const;
    const child = execFile(
      '/usr/bin/env',
      ['node', '--max-old-space-size=1024', '--disable-warning=ExperimentalWarning', script],
      options,
      (error, stdout, stderr) => {
        if (error === null) resolve(endsIn(stdout));
        else reject(new Error(`${error.message} ${stderr}`));
      },
    );
    child.stdin?.end(JSON.stringify(cases));
  });
}

function endsIn(output: string): readonly End[] {
  const parsed = parseJson(output);
  const list = parsed.kind === 'json' ? listOf(parsed.value).map(objectOf) : [];
  return list.map(({ status, error, cause }) => ({
    status: textOf(status) ?? '',
    error: textOf(error) ?? null,
    cause: textOf(cause) ?? null,
  }));
}

describe('an execution that asks for what never ends', () => {
  test.each(Object.keys(ALL))('fails and does no harm: %s', (name) => {
    expect({ name, status: ends[name]?.status }).toEqual({ name, status: 'FAILED' });
  });

  test('lets others go on', () => {
    expect(ends['a plain one']?.status).toBe('SUCCEEDED');
  });

  test('is told why', () => {
    expect(ends['a regular expression']).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: expect.stringContaining('The expression takes longer than 2 seconds and was stopped'),
    });
  });
});

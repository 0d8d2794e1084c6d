import { describe, expect, test } from '@jest/globals';
import { ABLATIONS } from './cases/ablations.ts';
import { everyTestRun } from './cases/groups.ts';
import { WALKED } from './cases/walked.ts';
import { explore } from './explore.ts';
import { randomFrom, walk } from './walk.ts';
import type { Configuration } from './configuration.ts';

// The larger cases, and longer walks: `npm run explore`.
const PATIENCE = 300_000;
const WALKS = 20;
const SEED = 1;

function explored(configuration: Configuration) {
  const { complete, violation, trace } = explore(configuration);
  return { complete, violation, trace };
}

describe('in every order in which things can happen, nothing is lost, doubled, out of order or falsely alarmed', () => {
  test.each(Object.entries(everyTestRun()))(
    '%s',
    (_, configuration) => {
      expect(explored(configuration)).toEqual({ complete: true, violation: undefined, trace: [] });
    },
    PATIENCE,
  );
});

const rules = Object.entries(ABLATIONS).filter(([, { large }]) => large !== true);

describe('a rule left out breaks a promise', () => {
  test.each(rules.filter(([, { breaks }]) => breaks !== undefined))(
    '%s',
    (_, { configuration, rules: left, breaks }) => {
      const { violation } = explore({ ...configuration, rules: left });
      expect(violation?.split(':')[0]).toBe(breaks);
    },
    PATIENCE,
  );
});

describe('a rule that only saves work can be left out', () => {
  test.each(rules.filter(([, { breaks }]) => breaks === undefined))(
    '%s',
    (_, { configuration, rules: left }) => {
      expect(explored({ ...configuration, rules: left })).toEqual({
        complete: true,
        violation: undefined,
        trace: [],
      });
    },
    PATIENCE,
  );
});

describe('nor on random walks with three workers and all faults at once', () => {
  test.each(Object.entries(WALKED))(
    `%s (seed ${SEED})`,
    (_, configuration) => {
      const random = randomFrom(SEED);
      for (let count = 0; count < WALKS; count++) {
        const { violation, trace } = walk(configuration, random);
        expect({ violation, trace: violation === undefined ? [] : trace }).toEqual({
          violation: undefined,
          trace: [],
        });
      }
    },
    PATIENCE,
  );
});

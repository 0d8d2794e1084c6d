import { describe, expect, test } from '@jest/globals';
import { ABLATIONS } from './cases/ablations.ts';
import { EVERY_RUN } from './cases/every-run.ts';
import { LARGER } from './cases/larger.ts';
import { TORN_AND_LATE } from './cases/torn-and-late.ts';
import { WALKED } from './cases/walked.ts';
import { explore } from './explore.ts';
import { randomFrom, walk } from './walk.ts';
import type { Configuration } from './configuration.ts';

/**
 * `EXPLORE=1 NODE_OPTIONS=--max-old-space-size=9000 npm run jest -- test/projection/world` walks through the larger cases
 * too: up to four million states each, an hour in all.
 */
const configurations =
  process.env.EXPLORE === undefined ? EVERY_RUN : { ...EVERY_RUN, ...LARGER, ...TORN_AND_LATE };
const PATIENCE = 1_800_000;

function complete(configuration: Configuration) {
  const { complete: whole, violation, trace } = explore(configuration);
  return { whole, violation, trace };
}

describe('in every order in which things can happen, nothing is lost, doubled, out of order or falsely alarmed', () => {
  test.each(Object.entries(configurations))(
    '%s',
    (_, configuration) => {
      expect(complete(configuration)).toEqual({ whole: true, violation: undefined, trace: [] });
    },
    PATIENCE,
  );
});

describe('a rule left out breaks a promise', () => {
  test.each(Object.entries(ABLATIONS))(
    '%s',
    (_, { configuration, rules, breaks }) => {
      const { violation } = explore({ ...configuration, rules });
      expect(violation?.split(':')[0]).toBe(breaks);
    },
    PATIENCE,
  );
});

/** `EXPLORE=7` walks a hundred times as far, from that seed. */
describe('nor on random walks with three workers and all faults at once', () => {
  const seed = Number(process.env.EXPLORE ?? 1);
  const walks = process.env.EXPLORE === undefined ? 30 : 3000;
  test.each(Object.entries(WALKED))(
    `%s (seed ${seed})`,
    (_, configuration) => {
      const random = randomFrom(seed);
      for (let count = 0; count < walks; count++) {
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

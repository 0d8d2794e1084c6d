import Sequencer from '@jest/test-sequencer';

/** What takes longest, longest first; by its folder or file below `test`. */
const LONG = [
  'projection/world/explore',
  'e2e/',
  'docs/commands',
  'elsewhere/elsewhere',
  'semantics/random/agree',
  'docs/',
  'cli/',
  'browser/',
  'constructs/',
];

/**
 * Long files first, so that at the end no worker is alone with one. Jest itself knows them only where it has run them
 * before; else it goes by their size, which says little.
 */
export default class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.sort((a, b) => rank(a) - rank(b));
  }
}

function rank({ path }) {
  const found = LONG.findIndex((part) => path.includes(`/test/${part}`));
  return found < 0 ? LONG.length : found;
}

import type { Host } from '../../../expressions/evaluate.ts';

/** What JSONata is in Step Functions: narrower than jsonata alone, and with a text for numbers that JSON has not. */
export const STEP_FUNCTIONS: Host = {
  depth: 100,
  tooDeep:
    'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive.',
  items: 873_782,
  characters: 6_990_256,
  tooLarge: 'Expression evaluation memory limit exceeded: Check for excessive memory usage',
  nonFinite: String,
};

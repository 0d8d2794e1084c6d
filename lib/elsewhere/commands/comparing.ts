import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { UserError } from '../../cli/errors.ts';
import { CHOREOGRAPHIES } from '../../cli/settings.ts';
import { compareWith, type Comparison } from '../comparison.ts';
import { interruption } from '../interruption.ts';
import type { Target } from '../target.ts';

/** What both comparisons can be told. */
export const OPTIONS = {
  choreographies: { type: 'string' },
  only: { type: 'string', default: '' },
  patience: { type: 'string', default: '300' },
  speed: { type: 'string', default: '1' },
  keep: { type: 'boolean', default: false },
  'stories-only': { type: 'boolean', default: false },
} as const;

export const OPTIONS_USAGE = `  --choreographies DIR     the folder with the choreographies and their scenarios (default statemachines)
  --only TEXT              only stories whose title has it, such as "car-journey"
  --patience SECONDS       how long a story waits for something to show (default 300)
  --speed N                divides the pauses between events; with more than 1, clocks may come in another order
  --stories-only           without the end-to-end tests, which follow the stories where all examples are played
  --keep                   leaves there what was deployed`;

type Values = {
  readonly choreographies?: string | undefined;
  readonly only: string;
  readonly patience: string;
  readonly speed: string;
  readonly keep: boolean;
  readonly 'stories-only': boolean;
};

/** Short, for the longest name of a queue is not; nobody else's, for it is removed in the end. */
export const throwawayName = (): string => `e2e-${randomBytes(3).toString('hex')}`;

export function settingsOf(values: Values) {
  const { choreographies, only, patience, speed, keep } = values;
  if (!/^\d{1,5}$/.test(patience))
    throw new UserError(`--patience is "${patience}"; it must be a whole number of seconds.`);
  if (!(Number(speed) > 0)) throw new UserError(`--speed is "${speed}"; it must be a number above 0.`);
  const folder = choreographies === undefined ? CHOREOGRAPHIES : resolve(choreographies);
  const all = only === '' && folder === CHOREOGRAPHIES;
  const tests = all && !values['stories-only'];
  return { choreographies: folder, only, keep, tests, patience: Number(patience), speed: Number(speed) };
}

/** Compares, and prints what differed. The result is the exit status: 0 where nothing does. */
export async function compare(
  target: Target,
  comparison: Omit<Comparison, 'signal' | 'say'>,
): Promise<number> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const { prefix: stack, choreographies } = comparison;
  const app = { folder: '', stack, choreographies };
  const signal = interruption(() => say(`It may not be removed yet. Remove it by: ${target.removal(app)}`));
  try {
    const { stories, differences } = await compareWith(target, { ...comparison, signal, say });
    const count = `${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}`;
    const end = differences.length === 0 ? 'nothing differs' : count;
    process.stdout.write([...differences, `${stories} stories: ${end}`, ''].join('\n'));
    return differences.length === 0 ? 0 : 1;
  } catch (error) {
    if (!signal.aborted || error instanceof UserError) throw error;
    say('Interrupted; nothing was compared, and what was deployed is removed.');
    return 130;
  }
}

import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { UserError } from '../../cli/errors.ts';
import { amazonTarget } from '../amazon.ts';
import { storiesOf } from '../stories/stories.ts';
import { compare, OPTIONS, OPTIONS_USAGE, settingsOf, throwawayName } from './comparing.ts';

export const usage = `npm run e2e:aws -- [--profile P] [--region R] [--yes] [--only TEXT] [--choreographies DIR] [--patience SECONDS] [--speed N] [--stories-only] [--keep]

Deploys the monitor as a throwaway stack into your AWS account, plays the end-to-end stories there and on the local cloud,
prints what differed, and deletes the stack. Ends with 1 where anything differed. The account and Region must have been
bootstrapped for the CDK.

  --profile P              whose account it is (default: as the AWS SDK finds it)
  --region R               where (default: the profile's)
  --yes                    does not ask before it begins
${OPTIONS_USAGE}`;

/** Of Step Functions, for an event: its wait and its choice, and what stands around. */
const TRANSITIONS = 6;
const EVENTS = 8;

export async function compareAws(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...OPTIONS,
      profile: { type: 'string' },
      region: { type: 'string' },
      yes: { type: 'boolean', default: false },
    },
  });
  refuseEndpoint(process.env);
  const settings = settingsOf(values);
  const prefix = throwawayName();
  const target = amazonTarget({ profile: values.profile, region: values.region });
  const stories = storiesOf(settings.choreographies, settings.only).length;
  if (!values.yes && !(await agreed(`${costOf(stories, prefix, target.name)} Go on? [y/N] `))) {
    process.stdout.write('Nothing was deployed.\n');
    return 1;
  }
  return compare(target, { ...settings, prefix });
}

/** The SDK would send everything there, and the CDK part of it. @throws UserError */
function refuseEndpoint(env: NodeJS.ProcessEnv): void {
  const set = Object.keys(env).find((name) => name.startsWith('AWS_ENDPOINT_URL') && env[name] !== '');
  if (set === undefined) return;
  throw new UserError(
    `${set} is set, so this would not go to AWS. Unset it, or take npm run e2e:endpoint -- ${env[set] ?? 'URL'}`,
  );
}

export function costOf(stories: number, stack: string, where: string): string {
  const transitions = stories * EVENTS * TRANSITIONS;
  const dollars = Math.max(0.01, (transitions / 1000) * 0.025).toFixed(2);
  return (
    `This deploys the stack ${stack} to ${where}, plays ${stories} stories there, and deletes it: ten to twenty minutes. ` +
    `It costs about $${dollars} for ${transitions} state transitions, and less than $0.50 with its alarms by the hour, ` +
    'requests and logs; less where the free tier covers it.'
  );
}

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UserError('Nobody is there to agree: say --yes.');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(question)).trim());
  } finally {
    asking.close();
  }
}

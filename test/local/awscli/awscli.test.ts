import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startLocalCloud, type LocalCloud } from '../../../lib/local/cloud.ts';
import { writeAssembly, type WrittenAssembly } from '../assembly.ts';
import { FUNCTIONS, SHOP } from '../shop.ts';
import { awsCli, cliVersion, knows2024, type AwsCli } from './awscli.ts';
import { CALLS, type Call } from './calls.ts';

const VERSION = cliVersion();
/** Where nobody looks at what is skipped, nothing is. */
const SKIPPED = VERSION === undefined && process.env['CI'] === undefined;
/** `npm run awscli` makes them all. */
const ALL = process.env['AWSCLI_ALL'] !== undefined;

let assembly: WrittenAssembly;
let cloud: LocalCloud;
let aws: AwsCli;

beforeAll(async () => {
  assembly = writeAssembly(SHOP, FUNCTIONS);
  cloud = await startLocalCloud({ assembly: assembly.directory, port: 0, log: () => undefined });
  aws = awsCli(cloud.url, VERSION ?? '0.0.0');
});
afterAll(async () => {
  await cloud.stop();
  assembly.remove();
});

function filledIn(arg: string): string {
  if (arg === '{queue}') return cloud.outputs['ToldQueue'] ?? '';
  if (arg !== '{payload}') return arg;
  const payload = '{"Records":[]}';
  return VERSION?.startsWith('1.') === true ? payload : Buffer.from(payload).toString('base64');
}

async function expectAll(calls: readonly Call[]): Promise<void> {
  for (const { args, gives } of calls) {
    const command = `aws ${args.join(' ')}`;
    const answer = await aws(...args.map(filledIn));
    switch (gives.kind) {
      case 'nothing':
        expect({ command, ...answer }).toEqual({ command, kind: 'output', value: undefined });
        break;
      case 'output':
        expect({ command, ...answer }).toMatchObject({ command, kind: 'output', value: gives.value });
        break;
      case 'error':
        expect({ command, ...answer }).toEqual({
          command,
          kind: 'failed',
          text: expect.stringContaining(gives.text),
        });
    }
  }
}

(SKIPPED ? describe.skip : describe)(
  'the AWS CLI (skipped only where there is none and CI is not set)',
  () => {
    test(
      'works with an endpoint and any credentials',
      async () => {
        const lists = CALLS.map((calls) =>
          calls.filter(
            ({ quick = false, recent = false }) => (ALL || quick) && (!recent || knows2024(VERSION ?? '')),
          ),
        );
        await Promise.all(lists.map(expectAll));
      },
      ALL ? 600_000 : 120_000,
    );
  },
);

import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import {
  ListPoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  GetFunctionCommand,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { ListTopicsCommand } from '@aws-sdk/client-sns';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize, type Assembly } from '../../lib/cli/synthesis.ts';
import { openAccount, type Account } from '../../lib/elsewhere/account.ts';
import { amazonTarget } from '../../lib/elsewhere/amazon.ts';
import { compareDeployed, type Comparison } from '../../lib/elsewhere/comparison.ts';
import { deploy, remove } from '../../lib/elsewhere/deploy/deploy.ts';
import { queue } from '../../lib/elsewhere/deploy/sqs.ts';
import { endpointSettings, endpointTarget } from '../../lib/elsewhere/endpoint.ts';
import { storiesOf } from '../../lib/elsewhere/stories/stories.ts';
import { readAssembly } from '../../lib/local/template/assembly.ts';
import { startBrokenCloud, startOtherCloud, type OtherCloud } from './clouds.ts';

const CHOREOGRAPHIES = join(import.meta.dirname, 'choreographies');
const PREFIX = 'e2e-test';

jest.setTimeout(240_000);

let cloud: OtherCloud;
let assembly: Assembly;
let account: Account;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'elsewhere-'));
  const settings = { STACK_NAME: PREFIX, PREFIX, THROWAWAY: 'true' };
  [cloud, assembly] = await Promise.all([
    startOtherCloud(),
    synthesize({ choreographies: CHOREOGRAPHIES, settings }),
  ]);
  account = await openAccount(endpointSettings(cloud.url));
});
afterAll(async () => {
  account.destroy();
  assembly.remove();
  rmSync(folder, { recursive: true, force: true });
  await cloud.stop();
});

/** One in which nothing was deleted yet: for a minute, no queue gets the name of one that was. */
async function startAfresh(): Promise<void> {
  account.destroy();
  await cloud.stop();
  cloud = await startOtherCloud();
  account = await openAccount(endpointSettings(cloud.url));
}

/** Everything that a deployment can leave behind. */
async function thingsThere() {
  const { Functions = [] } = await account.lambda.send(new ListFunctionsCommand({}));
  const { EventSourceMappings = [] } = await account.lambda.send(new ListEventSourceMappingsCommand({}));
  const { QueueUrls = [] } = await account.sqs.send(new ListQueuesCommand({}));
  const { TableNames = [] } = await account.dynamodb.send(new ListTablesCommand({}));
  const { Roles = [] } = await account.iam.send(new ListRolesCommand({}));
  const { Policies = [] } = await account.iam.send(new ListPoliciesCommand({ Scope: 'Local' }));
  const { logGroups = [] } = await account.logs.send(new DescribeLogGroupsCommand({}));
  const { stateMachines = [] } = await account.states.send(new ListStateMachinesCommand({}));
  const { Topics = [] } = await account.sns.send(new ListTopicsCommand({}));
  const { EventBuses = [] } = await account.events.send(new ListEventBusesCommand({}));
  return {
    functions: Functions.length,
    mappings: EventSourceMappings.length,
    queues: QueueUrls.length,
    tables: TableNames.length,
    roles: Roles.length,
    policies: Policies.length,
    logGroups: logGroups.length,
    machines: stateMachines.length,
    topics: Topics.length,
    buses: EventBuses.map(({ Name }) => Name),
  };
}

const NOTHING = {
  ...{ functions: 0, mappings: 0, queues: 0, tables: 0, roles: 0, policies: 0 },
  ...{ logGroups: 0, machines: 0, topics: 0, buses: ['default'] },
};

describe('a deployment through the services’ own APIs', () => {
  const surroundings = { functionEndpoint: 'http://emulator:4566', architecture: 'arm64' } as const;

  test('makes all resources but those that only watch, and the same once more', async () => {
    const app = await readAssembly(assembly.folder);
    const first = await deploy(app, account, surroundings);
    expect(first.outputs).toEqual({
      BusName: PREFIX,
      TableName: 'e2e-test-MonitorTableC0D9316F',
      TopicArn: 'arn:aws:sns:us-east-1:000000000000:e2e-test',
      StateMachineArnPrefix: 'arn:aws:states:us-east-1:000000000000:stateMachine:e2e-test-',
    });
    expect([...first.leftOut.keys()]).toEqual([
      'AWS::CloudWatch::Alarm',
      'AWS::Logs::MetricFilter',
      'AWS::CloudWatch::Dashboard',
    ]);
    const there = await thingsThere();
    expect(there).toMatchObject({ functions: 5, mappings: 5, tables: 1, machines: 1, topics: 1 });
    expect(there).toMatchObject({ roles: 6, logGroups: 6, buses: ['default', PREFIX] });
    const again = await deploy(app, account, surroundings);
    expect({ ...again }).toEqual({ ...first });
    expect(await thingsThere()).toEqual(there);
  });

  test('gives functions the endpoint as they reach it, and the architecture of the machine', async () => {
    const { Configuration } = await account.lambda.send(
      new GetFunctionCommand({ FunctionName: `${PREFIX}-starter` }),
    );
    expect(Configuration).toMatchObject({ Architectures: ['arm64'], Timeout: 30, Runtime: 'nodejs24.x' });
    expect(Configuration?.Environment?.Variables).toMatchObject({
      AWS_ENDPOINT_URL: 'http://emulator:4566',
      BUS_NAME: PREFIX,
    });
  });

  test('takes from roles what the template does not permit any more', async () => {
    const { Roles = [] } = await account.iam.send(new ListRolesCommand({}));
    const RoleName = Roles.find(({ RoleName: name = '' }) => name.includes('CloserRole'))?.RoleName;
    const policiesOf = async () =>
      (await account.iam.send(new ListRolePoliciesCommand({ RoleName }))).PolicyNames;
    const before = await policiesOf();
    const PolicyDocument = '{"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}';
    await account.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'before', PolicyDocument }));
    expect(await policiesOf()).toContain('before');
    await deploy(await readAssembly(assembly.folder), account, surroundings);
    expect(await policiesOf()).toEqual(before);
  });

  test('is removed without a rest, and once more without a complaint', async () => {
    const app = await readAssembly(assembly.folder);
    await remove(app, account, surroundings);
    expect(await thingsThere()).toEqual(NOTHING);
    await remove(app, account, surroundings);
    expect(await thingsThere()).toEqual(NOTHING);
  });
});

const said: string[] = [];
const comparison: Comparison = {
  ...{ choreographies: CHOREOGRAPHIES, prefix: PREFIX, only: '', keep: false },
  ...{ patience: 60, speed: 1, tests: false, signal: new AbortController().signal },
  say: (line) => void said.push(line),
};

const app = () => ({ folder: assembly.folder, stack: PREFIX, choreographies: CHOREOGRAPHIES });

test('a queue is made once the name of one that was deleted is free again', async () => {
  let asked = 0;
  const resting = await startBrokenCloud(cloud.url, ({ target }, answer) => {
    if (target !== 'AmazonSQS.CreateQueue' || ++asked > 1) return answer;
    return { status: 400, body: '{"__type":"com.amazonaws.sqs#QueueDeletedRecently","message":"Wait."}' };
  });
  const behind = await openAccount(endpointSettings(resting.url));
  const request = {
    ...{ id: 'Late', type: 'AWS::SQS::Queue', stack: PREFIX },
    properties: { QueueName: 'late' },
    assetPath: () => undefined,
  };
  expect(await queue(behind).put(request)).toMatchObject({ attributes: { QueueName: 'late' } });
  expect(asked).toBe(2);
  await queue(behind).remove(request);
  behind.destroy();
  await resting.stop();
});

describe('npm run e2e:endpoint', () => {
  beforeEach(startAfresh);

  test('tells in words what a cloud does otherwise, and leaves nothing there', async () => {
    const broken = await startBrokenCloud(cloud.url, ({ target, body }, answer) => {
      if (target === 'AWSStepFunctions.StopExecution') return { ...answer, status: 200, body: '{}' };
      if (target === 'AWSStepFunctions.DescribeExecution' && body.includes('e2e-nobody'))
        return { ...answer, body: answer.body.replace('Does Not Exist', 'Is Not There') };
      return answer;
    });
    const target = endpointTarget(broken.url);
    const stories = storiesOf(CHOREOGRAPHIES, 'refused');
    const { differences } = await compareDeployed(target, app(), stories, comparison);
    await broken.stop();
    const one = "'arn:aws:states:{region}:{account}:execution:{prefix}-e2e-nothing:e2e-nobody'";
    const refused = 'ExecutionDoesNotExist (400): Execution';
    expect(differences).toEqual([
      'what is refused: the refusals, line 3: the local cloud has ' +
        `«DescribeExecution of one that is not there: ${refused} Does Not Exist: ${one}», ${broken.url} has ` +
        `«DescribeExecution of one that is not there: ${refused} Is Not There: ${one}»`,
      'what is refused: the refusals, line 5: the local cloud has ' +
        `«StopExecution of one that is not there: ${refused} Does Not Exist: ${one}», ${broken.url} has ` +
        '«StopExecution of one that is not there: not refused»',
    ]);
    expect(await thingsThere()).toEqual(NOTHING);
  });

  test.each([
    [
      'https://states.eu-west-1.amazonaws.com',
      'states.eu-west-1.amazonaws.com is AWS itself: deploy there with npx cdk deploy, and compare with npm run e2e:aws.',
    ],
    ['localhost:4566', '"localhost:4566" is no address of an endpoint, such as http://localhost:4566.'],
  ])('goes to no such address: %s', (url, message) => {
    expect(() => endpointSettings(url)).toThrow(message);
  });

  test('says by which command to remove what it could not', () => {
    expect(endpointTarget('http://emulator:4566').removal({ ...app(), choreographies: 'shop' })).toBe(
      'npm run deploy:endpoint -- http://emulator:4566 --prefix e2e-test --choreographies shop --remove',
    );
  });
});

describe('npm run e2e:aws', () => {
  beforeEach(startAfresh);

  const calls = (name: string) => join(folder, name);
  const told = (name: string) => readFileSync(calls(name), 'utf8').trimEnd().split('\n');

  function target(name: string, fails = '') {
    process.env['FAKE_CDK_ENDPOINT'] = cloud.url;
    process.env['FAKE_CDK_CALLS'] = calls(name);
    process.env['FAKE_CDK_FAILS'] = fails;
    return amazonTarget({
      ...{ profile: 'me', region: 'us-east-1', settles: 0 },
      cdk: join(import.meta.dirname, 'fake-cdk.ts'),
      settings: endpointSettings(cloud.url),
    });
  }
  const compare = (name: string, settings: Partial<Comparison> = {}, fails = '') => {
    const stories = storiesOf(CHOREOGRAPHIES, settings.only);
    return compareDeployed(target(name, fails), app(), stories, { ...comparison, ...settings });
  };

  test('deploys a stack, finds nothing that differs, and deletes it', async () => {
    expect(await compare('all')).toEqual({ stories: 3, differences: [] });
    expect(told('all')).toEqual([
      'deploy e2e-test --require-approval never --profile me us-east-1',
      'destroy e2e-test --force --profile me us-east-1',
    ]);
    expect(await thingsThere()).toEqual(NOTHING);
  });

  test('deletes the stack when it is interrupted', async () => {
    const interrupted = new AbortController();
    const say = (line: string): void => {
      if (line.startsWith('Playing')) interrupted.abort();
    };
    await expect(
      compare('interrupted', { only: 'refused', signal: interrupted.signal, say }),
    ).rejects.toThrow('aborted');
    expect(told('interrupted').at(-1)).toBe('destroy e2e-test --force --profile me us-east-1');
    expect(await thingsThere()).toEqual(NOTHING);
  });

  test('says by which command to delete a stack that it could not delete', async () => {
    await expect(compare('staying', { only: 'refused' }, 'destroy')).rejects.toThrow(
      'It could not be removed: "cdk destroy" ended with 1; what it said stands above.\n' +
        'Remove it by: aws cloudformation delete-stack --stack-name e2e-test --profile me --region us-east-1',
    );
  });
});

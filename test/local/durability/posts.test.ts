import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listOf, objectOf, parseJson, textOf, type JsonObject } from '../../../lib/local/json.ts';
import type { Json } from '../../../lib/local/service.ts';
import { createSns, type Sns } from '../../../lib/local/sns/sns.ts';
import { createSqs, type Sqs } from '../../../lib/local/sqs/sqs.ts';
import type { Storage } from '../../../lib/local/storage/storage.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { temporaryFolder, type Folder } from './restart.ts';

const PLACE = { region: 'eu-west-1', account: '111122223333', endpoint: 'http://localhost:4566' };
const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:ops';
const DEAD = 'arn:aws:sqs:eu-west-1:111122223333:dead';
const ENDPOINT = 'http://localhost:3000/hook';

let folder: Folder;
let storage: Storage;
let clock: VirtualClock;
let sqs: Sqs;
let sns: Sns;
let sent: JsonObject[];

beforeEach(() => {
  folder = temporaryFolder();
  clock = new VirtualClock();
  sent = [];
});
afterEach(async () => {
  await end();
  folder.remove();
});

/** As the cloud does it at a start, with a topic and a subscription that the template makes. */
async function start(answer: () => Promise<number>): Promise<void> {
  storage = folder.open();
  const around = { place: PLACE, clock, storage, log: () => undefined };
  sqs = createSqs(around);
  sqs.createQueue('dead', new Map());
  sns = createSns({
    ...around,
    sqs,
    invokeLater: () => undefined,
    send({ body }) {
      const parsed = parseJson(body);
      sent.push(parsed.kind === 'json' ? objectOf(parsed.value) : {});
      return answer();
    },
  });
  await call('CreateTopic', { Name: 'ops' });
  const Attributes = { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: DEAD }) };
  await call('Subscribe', { TopicArn: TOPIC, Protocol: 'http', Endpoint: ENDPOINT, Attributes });
  await sqs.restore();
  await sns.restore();
  sns.resume();
  await clock.by(1);
}

/** What is not saved by then is lost. */
async function end(): Promise<void> {
  await storage.saved();
  sns.stop();
  sqs.stop();
  await storage.close();
  sent = [];
}

function call(operation: string, input: Json): Promise<Json> {
  return sns.call(operation, input, { roleArn: undefined });
}

const messages = () => sent.map(({ Message: message }) => message);

async function confirm(): Promise<void> {
  const Token = sent.at(-1)?.['Token'] ?? '';
  await call('ConfirmSubscription', { TopicArn: TOPIC, Token });
  sent = [];
}

test('an endpoint that was confirmed is not asked again, and what it did not get it gets after the restart', async () => {
  let status = 503;
  await start(async () => 200);
  await confirm();
  await end();

  await start(async () => status);
  expect(sent).toEqual([]);
  await call('Publish', { TopicArn: TOPIC, Message: 'late' });
  await clock.by(20_000);
  expect(messages()).toEqual(['late', 'late']);
  await end();

  status = 200;
  await start(async () => status);
  await clock.by(19_998);
  expect(sent).toEqual([]);
  await clock.by(1);
  expect(messages()).toEqual(['late']);
  await end();

  await start(async () => 200);
  await clock.by(1_000_000);
  expect(sent).toEqual([]);
});

test('retries are counted over restarts, and then it is in the dead letters, once', async () => {
  await start(async () => 200);
  await confirm();
  await call('Publish', { TopicArn: TOPIC, Message: 'first' });
  await end();
  for (let run = 0; run < 3; run += 1) {
    await start(() => Promise.reject(new Error('connect ECONNREFUSED')));
    if (run === 0) await call('Publish', { TopicArn: TOPIC, Message: 'lost' });
    await clock.by(21_000);
    await end();
  }
  await start(async () => 200);
  await clock.by(1_000_000);
  expect(sent).toEqual([]);
  const dead = await sqs.receive(DEAD, { most: 10, visibilityTimeout: 30, wait: 0 });
  expect(dead.map(({ message }) => /"Message":"(\w+)"/.exec(message.body)?.[1])).toEqual(['lost']);
});

test('what was under way at the end is sent again', async () => {
  await start(async () => 200);
  await confirm();
  await end();
  await start(() => new Promise(() => undefined));
  await call('Publish', { TopicArn: TOPIC, Message: 'cut off' });
  await end();
  await start(async () => 200);
  expect(messages()).toEqual(['cut off']);
});

test('an endpoint that has not confirmed is asked again at each start, and that it has is all that counts', async () => {
  await start(async () => 200);
  expect(sent).toMatchObject([{ Type: 'SubscriptionConfirmation' }]);
  await end();
  await start(async () => 200);
  expect(sent).toMatchObject([{ Type: 'SubscriptionConfirmation' }]);
  await confirm();
  await call('Unsubscribe', {
    SubscriptionArn: await arnOfTheOne(),
  });
  await end();
  await start(async () => 200);
  expect(sent).toEqual([]);
});

async function arnOfTheOne(): Promise<string> {
  const [one] = listOf(objectOf(await call('ListSubscriptions', {}))['Subscriptions']);
  return textOf(objectOf(one)['SubscriptionArn']) ?? '';
}

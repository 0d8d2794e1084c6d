import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../../../lib/local/system-clock.ts';
import { reserveDoor } from '../../../lib/local/http/door.ts';
import { createRoutes } from '../../../lib/local/http/routes.ts';
import { topicLinks } from '../../../lib/local/http/topic-links.ts';
import { objectOf, parseJson, type JsonObject } from '../../../lib/local/json.ts';
import { createSns } from '../../../lib/local/sns/sns.ts';
import { createSqs } from '../../../lib/local/sqs/sqs.ts';

const REGION = 'eu-central-1';

/** SNS and SQS behind a port of their own, and clients of the AWS SDK for them. */
export async function startSns() {
  const door = await reserveDoor('127.0.0.1', 0);
  const endpoint = `http://127.0.0.1:${door.port}`;
  const place = { region: REGION, account: '000000000000', endpoint };
  const lines: string[] = [];
  const log = ({ text }: { readonly text: string }): void => void lines.push(text);
  const around = { place, clock: systemClock(), log };
  const sqs = createSqs(around);
  const sns = createSns({ ...around, sqs, invokeLater: () => undefined });
  const services = {
    sqs,
    sns,
    events: sns,
    states: sns,
    dynamodb: sns,
    lambda: sns,
    sts: sns,
    iam: sns,
    logs: sns,
  };
  const behind = { services, callerOf: () => ({ roleArn: undefined }), host: '127.0.0.1', log };
  const pages = topicLinks(behind, sns.certificateAt, undefined);
  door.open(createRoutes({ ...behind, pages }));
  sns.resume();
  const settings = { endpoint, region: REGION, credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const clients = {
    sns: new SNSClient({ ...settings, maxAttempts: 1 }),
    sqs: new SQSClient({ ...settings, maxAttempts: 1 }),
  };
  return {
    ...clients,
    endpoint,
    lines,
    async stop() {
      clients.sns.destroy();
      clients.sqs.destroy();
      sns.stop();
      sqs.stop();
      await door.close();
    },
  };
}

export type Told = {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: JsonObject;
};

/** A team's own service: keeps what it is told, and answers as it is told to. */
export async function startSubscriber() {
  const told: Told[] = [];
  const waiting: (() => void)[] = [];
  let answer = 200;
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const parsed = parseJson(text);
      told.push({
        headers: request.headers,
        text,
        json: parsed.kind === 'json' ? objectOf(parsed.value) : {},
      });
      response.writeHead(answer).end();
      for (const wake of waiting.splice(0)) wake();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    told,
    answers(status: number) {
      answer = status;
    },
    /** The next that has not been looked at yet. */
    async next(): Promise<Told> {
      while (told.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      return told.shift()!;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

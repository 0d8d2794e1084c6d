import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientSettings } from '../../lib/cli/aws.ts';
import { openMonitored } from '../../lib/elsewhere/monitored.ts';
import { startLocalCloud } from '../../lib/local/cloud.ts';
import { isObject, listOf, objectOf, parseJson, textOf } from '../../lib/local/json.ts';

/** A day takes three years: no schedule, no delay and no retry comes in between, and no bucket of tokens is filled again. */
const STILL = 0.001;

/** How a function's invocation ended: with all of its batch settled, or not. */
export type Ended = 'done' | 'failed';

/** The app in a cloud in which nothing happens but what is asked for. */
export async function openStill(assembly: string, { quotas = false } = {}) {
  const lines: string[] = [];
  const queued: string[] = [];
  const cloud = await startLocalCloud({
    assembly,
    port: 0,
    timeScale: STILL,
    quotas,
    functionOutput: true,
    log: (line) => void lines.push(line),
    watch: {
      begin: () => undefined,
      change: () => undefined,
      call({ service, operation, input, error }) {
        const arn = textOf(objectOf(input)['QueueArn']);
        if (service === 'sqs' && operation === 'SendMessage' && error === undefined && arn !== undefined)
          queued.push(arn);
      },
    },
  });
  const settings = clientSettings(cloud.url);
  const lambda = new LambdaClient(settings);
  const queues = new SQSClient(settings);
  const monitored = openMonitored({ settings, outputs: cloud.outputs });
  const tableName = cloud.outputs['TableName'] ?? '';
  const machinePrefix = cloud.outputs['StateMachineArnPrefix'] ?? '';
  return {
    cloud,
    lambda,
    queues,
    ...monitored,
    tableName,
    machinePrefix,
    /** `choreography-monitor-` */
    prefix: machinePrefix.slice(machinePrefix.lastIndexOf(':') + 1),
    /** All that the cloud and its functions have said. */
    lines,
    /** ARNs of queues that a rule has given something to, one for each time. */
    queued,
    async invoke(name: string, event: object): Promise<Ended> {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }),
      );
      if (FunctionError !== undefined) return 'failed';
      const answer = parseJson(Buffer.from(Payload ?? []).toString('utf8'));
      const failures = answer.kind === 'json' && isObject(answer.value) ? answer.value : {};
      return listOf(failures['batchItemFailures']).length === 0 ? 'done' : 'failed';
    },
    async stop() {
      for (const client of [lambda, queues]) client.destroy();
      monitored.close();
      await cloud.stop();
    },
  };
}

export type StillCloud = Awaited<ReturnType<typeof openStill>>;

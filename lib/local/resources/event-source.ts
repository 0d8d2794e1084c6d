import { randomUUID } from 'node:crypto';
import { eventFilter } from '../event-sources/filter.ts';
import { followQueue } from '../event-sources/queue.ts';
import { followStream } from '../event-sources/stream.ts';
import { mappingRefusal } from '../iam/mappings.ts';
import { booleanOf, listOf, numberOf, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { ResourceHandler } from '../template/deploy.ts';
import { TemplateProblem } from '../template/problem.ts';
import type { World } from '../world.ts';
import { destinationQueue } from './destination.ts';
import { mappingProblem, type WantedMapping } from './mapping-limits.ts';

export function eventSourceHandler(world: World): ResourceHandler {
  return async ({ properties }) => {
    const arn = textOf(properties['EventSourceArn']) ?? '';
    const name = textOf(properties['FunctionName']) ?? '';
    const target = world.services.lambda.find(name);
    if (target === undefined) throw new TemplateProblem(`its function "${name}" is not there.`);
    const mapping = { arn, properties, target };
    const start = starterFor(mapping, world);
    const enabled = booleanOf(properties['Enabled']) !== false;
    if (enabled) world.sources.push(() => startUnlessRefused(mapping, start, world));
    const problem = await mappingProblem(mapping, world);
    if (problem !== undefined) {
      const text = `${target.settings.name} reads from ${arn} here, but AWS would not deploy this: ${problem}`;
      world.log({ source: 'cloud', level: 'error', text });
    }
    const id = randomUUID();
    const functionArn = target.settings.arn;
    world.services.lambda.addMapping({ id, sourceArn: arn, functionArn, properties });
    return { ref: id, attributes: { Id: id } };
  };
}

/** The template's policies are all there by now. */
function startUnlessRefused(
  { arn, properties, target }: WantedMapping,
  start: () => () => void,
  { iam, log }: World,
): () => void {
  const { name, roleArn, arn: functionArn } = target.settings;
  const caller = { roleArn, functionArn };
  const refusal = mappingRefusal(iam, caller, { sourceArn: arn, destination: destinationOf(properties) });
  if (refusal === undefined) return start();
  const text = `${name} gets nothing from ${arn}; AWS would not deploy this: ${refusal}`;
  log({ source: 'cloud', level: 'error', text });
  return () => undefined;
}

/** What begins to follow the source. @throws TemplateProblem */
export function starterFor(mapping: WantedMapping, world: World): () => () => void {
  const service = mapping.arn.split(':')[2];
  if (service === 'sqs') return queueStarter(mapping, world);
  if (service === 'dynamodb') return streamStarter(mapping, world);
  throw new TemplateProblem(`its source ${mapping.arn} is neither a queue nor a table's stream.`);
}

function queueStarter(mapping: WantedMapping, world: World): () => () => void {
  const { arn, properties } = mapping;
  const [, , , , account = '', queue = ''] = arn.split(':');
  const settings = {
    queueArn: arn,
    queueUrl: `${world.place.endpoint}/${account}/${queue}`,
    batchSize: numberOf(properties['BatchSize']) ?? 10,
    concurrency: numberOf(objectOf(properties['ScalingConfig'])['MaximumConcurrency']),
    ...sharedSettings(properties),
  };
  return () => followQueue(settings, { ...world, sqs: world.services.sqs, target: mapping.target });
}

function streamStarter(mapping: WantedMapping, world: World): () => () => void {
  const { arn, properties } = mapping;
  const backlog = mapping.backlog === undefined ? {} : { backlog: mapping.backlog };
  const destination = destinationOf(properties);
  const { roleArn, arn: functionArn } = mapping.target.settings;
  const caller = { roleArn, functionArn };
  const settings = {
    streamArn: arn,
    batchSize: numberOf(properties['BatchSize']) ?? 100,
    parallelization: numberOf(properties['ParallelizationFactor']) ?? 1,
    bisects: booleanOf(properties['BisectBatchOnFunctionError']) ?? false,
    retries: boundOf(properties, 'MaximumRetryAttempts'),
    longestAge: boundOf(properties, 'MaximumRecordAgeInSeconds'),
    paused: booleanOf(properties['Enabled']) === false,
    giveUp: destination === undefined ? undefined : destinationQueue(destination, caller, world),
    ...sharedSettings(properties),
  };
  return () =>
    followStream(settings, { ...world, ...backlog, target: mapping.target }, (listener) =>
      world.services.dynamodb.listen(arn, listener),
    );
}

function sharedSettings(properties: JsonObject) {
  const filters = listOf(objectOf(properties['FilterCriteria'])['Filters']);
  return {
    window: numberOf(properties['MaximumBatchingWindowInSeconds']) ?? 0,
    reportsFailures: textsOf(properties['FunctionResponseTypes']).includes('ReportBatchItemFailures'),
    filter: eventFilter(filters.map((filter) => textOf(objectOf(filter)['Pattern']) ?? '')),
  };
}

function destinationOf(properties: JsonObject): string | undefined {
  return textOf(objectOf(objectOf(properties['DestinationConfig'])['OnFailure'])['Destination']);
}

/** -1, and nothing, stand for no bound. */
function boundOf(properties: JsonObject, name: string): number | undefined {
  const bound = numberOf(properties[name]);
  return bound === undefined || bound < 0 ? undefined : bound;
}

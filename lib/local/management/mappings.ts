import { randomUUID } from 'node:crypto';
import { Backlog } from '../event-sources/stream.ts';
import { mappingRefusal } from '../iam/mappings.ts';
import { listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import type { LocalFunction } from '../lambda/function.ts';
import { noSuchFunction } from '../lambda/errors.ts';
import { namedBy } from '../lambda/reading.ts';
import { starterFor } from '../resources/event-source.ts';
import { mappingProblem } from '../resources/mapping-limits.ts';
import type { AwsError, Json } from '../service.ts';
import { entriesOf } from '../storage/typed.ts';
import { TemplateProblem } from '../template/problem.ts';
import { THE_CLOUD, type World } from '../world.ts';
import type { Operations } from './functions.ts';
import { conflict, invalidParameter } from './refusals.ts';

/** What no call changes. */
const ONCE = ['UUID', 'EventSourceArn', 'StartingPosition'];

/** What the API makes of event source mappings: each follows its source from the call on, until it is deleted. */
export function createMappings(world: World) {
  const { lambda } = world.services;
  const stored = entriesOf<JsonObject>(world.storage, 'lambda-mapping');
  const made = new Map<string, JsonObject>();
  const running = new Map<string, () => void>();
  /** What a change of the mapping leaves to what follows the stream after it. */
  const backlogs = new Map<string, Backlog>();

  const stop = (id: string): void => {
    running.get(id)?.();
    running.delete(id);
    lambda.removeMapping(id);
  };
  const run = (id: string, properties: JsonObject): void => {
    const arn = textOf(properties['EventSourceArn']) ?? '';
    const target = targetOf(world, textOf(properties['FunctionName']) ?? '');
    const backlog = backlogs.get(id) ?? new Backlog();
    const start = startOrRefuse({ arn, properties, target, backlog }, world);
    stop(id);
    made.set(id, properties);
    backlogs.set(id, backlog);
    lambda.addMapping({ id, sourceArn: arn, functionArn: target.settings.arn, properties });
    // One that has followed a stream goes on where it was, however long it is disabled.
    if (properties['Enabled'] !== false || backlog.records !== undefined) running.set(id, start());
  };
  const known = async (EventSourceArn: string): Promise<readonly JsonObject[]> => {
    const list = await lambda.call('ListEventSourceMappings', { EventSourceArn }, THE_CLOUD);
    return listOf(objectOf(list)['EventSourceMappings']).map(objectOf);
  };
  const demand = async (input: JsonObject): Promise<{ id: string; properties: JsonObject }> => {
    const id = textOf(input['UUID']) ?? '';
    const properties = made.get(id);
    if (properties !== undefined) return { id, properties };
    await lambda.call('GetEventSourceMapping', { UUID: id }, THE_CLOUD);
    throw conflict(
      `The mapping ${id} is of the template that the local cloud was started with: change it there.`,
    );
  };
  const shown = async (id: string, state: string): Promise<Json> => ({
    ...objectOf(await lambda.call('GetEventSourceMapping', { UUID: id }, THE_CLOUD)),
    State: state,
  });

  const operations: Operations = {
    async CreateEventSourceMapping(input) {
      const source = textOf(input['EventSourceArn']) ?? '';
      const { name } = namedBy(textOf(input['FunctionName']) ?? '');
      refuseUnpermitted(world, input);
      for (const { UUID: other, FunctionArn: arn } of await known(source))
        if (namedBy(textOf(arn) ?? '').name === name) throw alreadyMapped(source, name, textOf(other) ?? '');
      const id = randomUUID();
      const target = targetOf(world, name);
      const problem = await mappingProblem({ arn: source, properties: input, target }, world);
      if (problem !== undefined) throw invalidParameter(problem);
      run(id, input);
      stored.put(id, input);
      return shown(id, 'Creating');
    },
    async UpdateEventSourceMapping(input) {
      const { id, properties } = await demand(input);
      const changed = Object.entries(input).filter(([member]) => !ONCE.includes(member));
      const updated: JsonObject = { ...properties, ...Object.fromEntries(changed) };
      const arn = textOf(updated['EventSourceArn']) ?? '';
      const target = targetOf(world, textOf(updated['FunctionName']) ?? '');
      const problem = await mappingProblem({ arn, properties: updated, target }, world);
      if (problem !== undefined) throw invalidParameter(problem);
      run(id, updated);
      stored.put(id, updated);
      return shown(id, 'Updating');
    },
    async DeleteEventSourceMapping(input) {
      const { id } = await demand(input);
      const last = await shown(id, 'Deleting');
      stop(id);
      backlogs.get(id)?.forget();
      backlogs.delete(id);
      made.delete(id);
      stored.remove(id);
      return last;
    },
  };
  return {
    operations,
    restore(): void {
      for (const [id, properties] of stored.all()) run(id, properties);
    },
    stop(): void {
      for (const end of running.values()) end();
    },
  };
}

/** Lambda says it in another way of each kind of source. */
function alreadyMapped(source: string, name: string, id: string): AwsError {
  const pair = `(" ${source} ") and function (" ${name} ")`;
  const what =
    source.split(':')[2] === 'sqs'
      ? `An event source mapping with SQS arn ${pair} already exists.`
      : `The event source arn ${pair} provided mapping already exists.`;
  return conflict(`${what} Please update or delete the existing mapping with UUID ${id}`);
}

/** @throws AwsError where the function's role may not read from the source. */
function refuseUnpermitted({ iam, services: { lambda } }: World, input: JsonObject): void {
  const settings = lambda.find(textOf(input['FunctionName']) ?? '')?.settings;
  if (settings === undefined) return;
  const destination = textOf(objectOf(objectOf(input['DestinationConfig'])['OnFailure'])['Destination']);
  const caller = { roleArn: settings.roleArn, functionArn: settings.arn };
  const sourceArn = textOf(input['EventSourceArn']) ?? '';
  const refusal = mappingRefusal(iam, caller, { sourceArn, destination });
  if (refusal !== undefined) throw invalidParameter(refusal);
}

function startOrRefuse(mapping: Parameters<typeof starterFor>[0], world: World): () => () => void {
  try {
    return starterFor(mapping, world);
  } catch (error) {
    if (error instanceof TemplateProblem)
      throw invalidParameter(`The mapping cannot be made: ${error.message}`);
    throw error;
  }
}

/** Whichever function has the name when it is called: its code may be replaced, and it may go. */
function targetOf({ services: { lambda }, place }: World, nameOrArn: string): LocalFunction {
  const { name } = namedBy(nameOrArn);
  const first = lambda.find(name);
  if (first === undefined) throw noSuchFunction(name, undefined, place);
  return {
    settings: first.settings,
    concurrency: first.concurrency,
    async invoke(event) {
      const now = lambda.find(name);
      if (now !== undefined) return now.invoke(event);
      const { message } = noSuchFunction(name, undefined, place);
      return { kind: 'failed', error: { errorType: 'ResourceNotFoundException', errorMessage: message } };
    },
    stop: () => Promise.resolve(),
    retire: () => Promise.resolve(),
  };
}

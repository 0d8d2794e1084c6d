import {
  CreateEventSourceMappingCommand,
  DeleteEventSourceMappingCommand,
  paginateListEventSourceMappings,
  UpdateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  type EventSourceMappingConfiguration,
  type UpdateEventSourceMappingCommandInput,
} from '@aws-sdk/client-lambda';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { isObject, textOf } from '../../local/json.ts';
import type { ResourceRequest } from '../../local/template/deploy.ts';
import { TemplateProblem } from '../../local/template/problem.ts';
import type { Account } from '../account.ts';
import { picked, unless, type Kind } from './kind.ts';

const SETTINGS = [
  'BatchSize',
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'Enabled',
  'EventSourceArn',
  'FilterCriteria',
  'FunctionName',
  'FunctionResponseTypes',
  'MaximumBatchingWindowInSeconds',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
  'ScalingConfig',
  'StartingPosition',
];
/** CloudFormation writes them as the API does; the service checks them. */
const mappingInput = z.custom<CreateEventSourceMappingCommandInput>(isObject);
const changeInput = z.custom<Omit<UpdateEventSourceMappingCommandInput, 'UUID'>>(isObject);

/** Where it begins, and what it reads, is said once and for all. */
const ONCE = ['EventSourceArn', 'StartingPosition'];

/** A mapping is under way to be made or changed, or its function is. */
const BUSY = ['ResourceInUseException'];
const ATTEMPTS = 60;

export function eventSourceMapping({ lambda }: Account): Kind {
  async function find({ properties }: ResourceRequest): Promise<EventSourceMappingConfiguration | undefined> {
    const FunctionName = textOf(properties['FunctionName']) ?? '';
    const source = textOf(properties['EventSourceArn']) ?? '';
    const pages = paginateListEventSourceMappings({ client: lambda }, { FunctionName });
    for await (const { EventSourceMappings = [] } of pages) {
      const found = EventSourceMappings.find(({ EventSourceArn = '' }) => isOf(EventSourceArn, source));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async function update(UUID: string | undefined, properties: object): Promise<string | undefined> {
    const names = SETTINGS.filter((name) => !ONCE.includes(name));
    const settings = changeInput.parse(picked(properties, names));
    await patiently(() => lambda.send(new UpdateEventSourceMappingCommand({ ...settings, UUID })));
    return UUID;
  }

  return {
    expected: ({ id }) => ({ ref: id, attributes: { Id: id } }),
    async put(request) {
      const { properties } = request;
      const input = mappingInput.parse(picked(properties, SETTINGS));
      const found = await find(request);
      const uuid =
        found === undefined
          ? (await lambda.send(new CreateEventSourceMappingCommand(input))).UUID
          : await update(found.UUID, properties);
      return { ref: uuid ?? '', attributes: { Id: uuid ?? '' } };
    },
    async remove(request) {
      const found = await unless(['ResourceNotFoundException'], find(request));
      if (found === undefined) return;
      const { UUID } = found;
      await patiently(() =>
        unless(['ResourceNotFoundException'], lambda.send(new DeleteEventSourceMappingCommand({ UUID }))),
      );
    },
  };
}

/** Where only the table's name is known, its stream is any of the table's. */
function isOf(source: string, expected: string): boolean {
  return expected.endsWith('/*') ? source.startsWith(expected.slice(0, -1)) : source === expected;
}

async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let attempt = 1; attempt < ATTEMPTS; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!Error.isError(error) || !BUSY.includes(error.name)) throw error;
      await sleep(1000);
    }
  }
  throw new TemplateProblem('the mapping is being changed all the time.');
}

/** What functions are permitted besides the loop: what Lambda does with their roles, and what they tell. */
import { CreateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { KEY } from '../../lib/definition/wire.ts';
import { windowKey, windowTimer } from '../../lib/projection/flood.ts';
import { HOUR, isoOf, MINUTE } from '../../lib/projection/instants.ts';
import type { Ended, StillCloud } from './still-cloud.ts';
import type { Trial } from './trial.ts';

/** Lambda asks for what it takes to read the source, and to leave word of what it skips, before it makes a mapping. */
export function mappingTrial(
  FunctionName: string,
  EventSourceArn: string,
  { lambda }: StillCloud,
  Destination?: string,
): Trial {
  const stream = EventSourceArn.includes(':dynamodb:');
  return {
    feature: Destination === undefined ? 'gets what comes there' : 'leaves word of what it skips',
    async attempt() {
      try {
        await lambda.send(
          new CreateEventSourceMappingCommand({
            ...{ FunctionName, EventSourceArn, Enabled: false },
            ...(stream && { StartingPosition: 'TRIM_HORIZON' }),
            ...(Destination !== undefined && { DestinationConfig: { OnFailure: { Destination } } }),
          }),
        );
      } catch (error) {
        if (Error.isError(error) && error.name === 'InvalidParameterValueException') return 'failed';
        // Whoever may make it learns that it is there already.
        if (Error.isError(error) && error.name === 'ResourceConflictException') return 'done';
        throw error;
      }
      throw new Error(`${FunctionName} is mapped to ${EventSourceArn} twice`);
    },
  };
}

/** Whether a function, that runs, may write what it wants to: of `things` the cloud says that they are lost. */
export function writingTrial(name: string, things: 'lines' | 'traces', still: StillCloud): Trial {
  return {
    feature: `writes its ${things}`,
    async attempt() {
      const from = still.lines.length;
      await still.invoke(name, { Records: [] });
      const isLost = (line: string): boolean =>
        line.startsWith(`The ${things}`) && line.includes(`of ${name} are lost`);
      const isLineLost = (line: string): boolean =>
        line.startsWith(`The lines that ${name} writes to its log are lost`);
      return still.lines.slice(from).some((line) => isLost(line) || isLineLost(line)) ? 'failed' : 'done';
    },
  };
}

/** An event that nobody knows has come, and the notifier is to tell of it. */
export function noticeTrial({ invoke, prefix, cloud }: StillCloud, choreography: string, id: string): Trial {
  const at = isoOf(cloud.now());
  const row = {
    ...{
      instance: `${choreography}#${id}`,
      key: `${KEY.event}${id}`,
      status: 'orphan',
      name: 'Nothing',
      putBack: 0,
    },
    ...{
      time: at,
      receivedAt: at,
      settledAt: at,
      reason: 'Nobody knows it.',
      payload: '{}',
      hold: 0,
      ttl: 0,
    },
  };
  const NewImage = marshall(row);
  const dynamodb = { NewImage, SequenceNumber: '1', ApproximateCreationDateTime: cloud.now() / 1000 };
  return {
    feature: 'tells of a deviation',
    attempt: () =>
      invoke(`${prefix}notifier`, {
        Records: [{ eventSource: 'aws:dynamodb', eventName: 'INSERT', dynamodb }],
      }),
  };
}

/** More came than was told, and the time is over for which that is counted. */
export function floodTrial(still: StillCloud, choreography: string, count: number): Trial {
  const from = isoOf(still.cloud.now() - HOUR - count * 5 * MINUTE);
  const window = { choreography, deviation: 'orphan', from };
  const Item = { ...windowKey(window), ...windowTimer(window), over: true };
  return {
    feature: 'tells how many there were',
    prepare: () => still.table.send(new PutCommand({ TableName: still.tableName, Item })),
    attempt: () => sweep(still),
  };
}

export function sweep({ invoke, prefix }: StillCloud): Promise<Ended> {
  return invoke(`${prefix}sweeper`, {});
}

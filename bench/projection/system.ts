/** Both protocols as they run in the local cloud, and what a bench asks of either. */
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import { clientSettings } from '../../lib/cli/aws.ts';
import { startLocalCloud } from '../../lib/local/cloud.ts';
import type { StreamRecord } from '../../lib/local/dynamodb/streams.ts';
import { objectOf, textOf, type JsonObject } from '../../lib/local/json.ts';
import type { Watch } from '../../lib/local/watch.ts';
import type { WrittenAssembly } from '../../test/local/assembly.ts';
import { NAIVE } from '../../test/naive/template.ts';
import { Meter } from './meter.ts';

export type Entry = { readonly source: string; readonly detailType: string; readonly detail: JsonObject };

export type System = {
  readonly name: 'ours' | 'naive';
  readonly meter: Meter;
  publish(...entries: readonly Entry[]): Promise<void>;
  /** State transitions of an instance's execution so far: each state that was entered. */
  transitions(choreography: string, id: string): Promise<number>;
  /** Called with the correlation id whenever an instance has come to wait. The result ends it. */
  onWait(listener: (id: string) => void): () => void;
  stop(): Promise<void>;
};

/** `folder`: the synthesized app. */
export async function startOurs(folder: string, options: { data?: string } = {}): Promise<System> {
  return start('ours', folder, {
    ...options,
    bus: ({ BusName: bus }) => bus ?? '',
    machinePrefix: ({ StateMachineArnPrefix: prefix }) => prefix ?? '',
    waitingOf: ({ dynamodb: { Keys, NewImage } }) =>
      NewImage !== undefined && keyIn(Keys, 'key').startsWith('WAIT#')
        ? keyIn(Keys, 'instance').slice(keyIn(Keys, 'instance').indexOf('#') + 1)
        : undefined,
  });
}

export async function startNaive({ directory }: WrittenAssembly): Promise<System> {
  return start('naive', directory, {
    bus: () => NAIVE.bus,
    machinePrefix: () => `arn:aws:states:us-east-1:000000000000:stateMachine:${NAIVE.machinePrefix}`,
    waitingOf: ({ dynamodb: { Keys, NewImage, OldImage } }) =>
      NewImage?.['taskToken'] !== undefined && tokenIn(NewImage) !== tokenIn(OldImage)
        ? keyIn(Keys, 'entityId')
        : undefined,
  });
}

type Particulars = {
  /** The folder that keeps what is in the cloud. @default nothing is kept */
  readonly data?: string;
  readonly bus: (outputs: Readonly<Record<string, string>>) => string;
  readonly machinePrefix: (outputs: Readonly<Record<string, string>>) => string;
  /** Who came to wait by this change. */
  readonly waitingOf: (record: StreamRecord) => string | undefined;
};

async function start(name: System['name'], assembly: string, its: Particulars): Promise<System> {
  const meter = new Meter();
  const listeners = new Set<(id: string) => void>();
  const watch: Watch = {
    ...meter.watch,
    change(record) {
      meter.watch.change(record);
      const id = its.waitingOf(record);
      if (id !== undefined) for (const listener of listeners) listener(id);
    },
  };
  const log = (line: string): void => console.error(`${name}: ${line}`);
  const cloud = await startLocalCloud({
    assembly,
    port: 0,
    log,
    watch,
    ...(its.data === undefined ? {} : { data: its.data }),
  });
  const settings = clientSettings(cloud.url);
  const [events, states] = [new EventBridgeClient(settings), new SFNClient(settings)];
  const EventBusName = its.bus(cloud.outputs);
  return {
    name,
    meter,
    async publish(...entries) {
      const Entries = entries.map(({ source, detailType, detail }) => ({
        EventBusName,
        Source: source,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      }));
      const { FailedEntryCount: failed } = await events.send(new PutEventsCommand({ Entries }));
      if (failed !== 0) throw new Error(`${failed} events were refused.`);
    },
    async transitions(choreography, id) {
      const machine = its.machinePrefix(cloud.outputs) + choreography;
      const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${id}`;
      const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 });
      const { events: history = [] } = await states.send(command);
      return history.filter(({ type }) => type?.endsWith('StateEntered') === true).length;
    },
    onWait(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop() {
      for (const client of [events, states]) client.destroy();
      await cloud.stop();
    },
  };
}

function keyIn(keys: JsonObject, name: string): string {
  return textOf(objectOf(keys[name])['S']) ?? '';
}

function tokenIn(image: JsonObject | undefined): string | undefined {
  return textOf(objectOf(image?.['taskToken'])['S']);
}

/** What the machines' tasks do outside: they put waits and rows, publish and notify. */
import type { IntegrationOutcome, Json } from '../../lib/local/service.ts';
import { parseRow } from '../../lib/projection/parse-row.ts';
import type { WaitingRow } from '../../lib/projection/rows.ts';
import { itemIn } from '../../lib/testing/world/put-item.ts';
import type { World } from './world.ts';

const SUCCEEDED: IntegrationOutcome = { kind: 'succeeded', output: {} };

export class Integrating {
  /** Token → the row that a machine asked to be put, in the table or not. */
  readonly asked = new Map<string, WaitingRow>();
  readonly #world: Pick<World, 'agenda' | 'faults' | 'table' | 'say'>;

  constructor(world: Pick<World, 'agenda' | 'faults' | 'table' | 'say'>) {
    this.#world = world;
  }

  perform(resource: string, given: Json): Promise<IntegrationOutcome> {
    if (resource.endsWith(':aws-sdk:dynamodb:putItem')) return this.#putWait(given);
    if (resource.endsWith(':dynamodb:putItem')) {
      this.#world.table.putFailedAction(itemIn(given));
      return Promise.resolve(SUCCEEDED);
    }
    const isPublish = resource.endsWith(':events:putEvents');
    if (!isPublish && !resource.endsWith(':sns:publish'))
      throw new Error(`Nothing here performs "${resource}"`);
    if (this.#world.faults.strikes('action failed', 0.1))
      return Promise.resolve({ kind: 'failed', error: 'EventBridge.Unavailable', cause: 'Try again' });
    if (isPublish)
      for (const [source, detailType, detail] of entriesIn(given))
        this.#world.say({ source, detailType, detail });
    return Promise.resolve(SUCCEEDED);
  }

  /** Failures come at once, and so do the machine's retries: a wait's clocks run from when it was entered. */
  #putWait(given: Json): Promise<IntegrationOutcome> {
    const { faults, agenda, table } = this.#world;
    const item = itemIn(given);
    const row = parseRow(item);
    if (row?.kind !== 'wait') throw new Error(`No row of a wait: ${JSON.stringify(item)}`);
    this.asked.set(row.token, row);
    const failed: IntegrationOutcome = {
      kind: 'failed',
      error: 'DynamoDb.SdkClientException',
      cause: 'Lost',
    };
    if (faults.strikes('put of a wait failed', 0.03)) return Promise.resolve(failed);
    if (faults.strikes('put of a wait failed, but done', 0.03)) {
      table.putWait(row, item);
      return Promise.resolve(failed);
    }
    const late = faults.strikes('put of a wait delayed', 0.05);
    if (faults.strikes('put of a wait repeated', 0.05))
      agenda.in(faults.delay(300_000), () => table.putWait(row, item));
    const { promise, resolve } = Promise.withResolvers<IntegrationOutcome>();
    agenda.in(faults.delay(late ? 90_000 : 60), () => {
      const refused = {
        kind: 'failed',
        error: 'DynamoDb.ConditionalCheckFailedException',
        cause: 'newer',
      } as const;
      resolve(table.putWait(row, item) ? SUCCEEDED : refused);
    });
    return promise;
  }
}

function entriesIn(given: Json): readonly (readonly [string, string, Json])[] {
  const { Entries } = given as {
    readonly Entries: readonly {
      readonly Source: string;
      readonly DetailType: string;
      readonly Detail: Json;
    }[];
  };
  return Entries.map(({ Source, DetailType, Detail }) => [Source, DetailType, Detail]);
}

import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { KEY } from '../../lib/definition/wire.ts';
import type { ClaimInstanceCall } from '../../lib/projection/calls.ts';
import type { OperatorPorts } from '../../lib/projection/ports.ts';
import { all, either, equal, exactly } from './conditions.ts';
import type { Clause } from './conditions.ts';
import { createTable, openAgain } from './table.ts';
import { outcomeOf } from './throttling.ts';
import { updateOf } from './update.ts';

const REFUSED = { ConditionalCheckFailedException: 'refused' } as const;

/** The port `Table` with what an operator's acts need besides. */
export function createOperatorTable(
  client: DynamoDBDocumentClient,
  TableName: string,
): OperatorPorts['table'] {
  return {
    ...createTable(client, TableName),

    async claimInstance(call) {
      const Key = { instance: call.instance, key: KEY.instance };
      const update = new UpdateCommand({ TableName, Key, ...claiming(call) });
      return (await outcomeOf(() => client.send(update), REFUSED)) === 'refused' ? 'refused' : 'written';
    },
  };
}

function claiming(call: ClaimInstanceCall) {
  const { run, redrive } = call.generation;
  const repeated = all(equal('status', 'open'), exactly(call.generation));
  return updateOf(openAgain(call), either(all(equal('run', run), redrivenLess(redrive)), repeated));
}

function redrivenLess(redrive: number): Clause {
  return {
    text: '#redrive < :lessThan',
    names: { '#redrive': 'redrive' },
    values: { ':lessThan': redrive },
  };
}

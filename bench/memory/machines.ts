/** What waits: a task of one's own, and a compiled choreography in its first wait. */
import { readFileSync } from 'node:fs';
import { compile } from '../../lib/compiler/compile.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import type { Json } from '../../lib/local/service.ts';
import { saidBy } from '../../lib/projection/execution.ts';
import { askJsonata } from '../../lib/semantics/ask.ts';
import { concludeAsync } from '../../lib/semantics/deciding.ts';
import { openBy } from '../../lib/semantics/respond.ts';

export const MACHINES = ['task', 'choreography'] as const;

export type Waiting = { readonly definition: string; inputOf(number: number): Json };

export function waiting(machine: (typeof MACHINES)[number]): Promise<Waiting> {
  return machine === 'task' ? Promise.resolve(TASK) : choreography();
}

const TASK: Waiting = {
  definition: JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'Approve',
    States: {
      Approve: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Arguments: {
          QueueUrl: 'http://localhost:4566/000000000000/approvals',
          MessageBody: { order: '{% $states.input.order %}', token: '{% $states.context.Task.Token %}' },
        },
        TimeoutSeconds: 604_800,
        HeartbeatSeconds: 86_400,
        Next: 'Done',
      },
      Done: { Type: 'Succeed' },
    },
  }),
  inputOf: (number) => ({
    order: { id: `order-${number}`, customer: `customer-${number % 977}`, total: number / 100 },
    items: [1, 2, 3].map((item) => ({ sku: `sku-${number}-${item}`, quantity: item, price: item * 9.99 })),
  }),
};

async function choreography(): Promise<Waiting> {
  const text = readFileSync(new URL('../../statemachines/car-journey.yaml', import.meta.url), 'utf8');
  const { choreography: car } = parseDefinition(text);
  if (car === undefined) throw new Error('The example cannot be read.');
  const { definition, subscription } = compile(car);
  const event = { name: 'Car Announced', payload: { detail: { id: '1' } }, time: Date.now() };
  const { memory } = subscription;
  const opened = await concludeAsync(openBy(subscription.start, memory, event, event.time), askJsonata('1'));
  if (opened.kind !== 'take') throw new Error(`${event.name} opens nothing.`);
  const { to, ...remembered } = saidBy(opened.answer, memory);
  return {
    definition: definition.replaceAll('${Partition}', 'aws'),
    inputOf: (number) =>
      JSON.parse(
        JSON.stringify({
          choreography: car.id,
          correlationId: `car-${number}`,
          instance: `${car.id}#car-${number}`,
          run: 1,
          shard: '0',
          to,
          event: { name: event.name },
          ...remembered,
        }),
      ) as Json,
  };
}

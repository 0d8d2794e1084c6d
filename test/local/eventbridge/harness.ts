import type { LogLine } from '../../../lib/local/log.ts';
import { objectOf, type JsonObject } from '../../../lib/local/json.ts';
import type { Deliver, DeliveryOutcome } from '../../../lib/local/eventbridge/delivery.ts';
import { createEventBridge, type EventBridge } from '../../../lib/local/eventbridge/eventbridge.ts';
import type { Json } from '../../../lib/local/service.ts';
import { VirtualClock } from '../virtual-clock.ts';

export const PLACE = { region: 'eu-west-1', account: '111122223333', endpoint: 'http://localhost:4566' };
export const QUEUE = 'arn:aws:sqs:eu-west-1:111122223333:q';
export const DEAD = 'arn:aws:sqs:eu-west-1:111122223333:dead';

export type Delivered = {
  readonly to: string;
  readonly body: string;
  readonly attributes: { readonly [name: string]: string } | undefined;
  readonly at: number;
};

export type Bench = {
  readonly events: EventBridge;
  readonly clock: VirtualClock;
  readonly delivered: Delivered[];
  readonly log: LogLine[];
  /** What the next deliveries come to; `delivered` when they are used up. */
  readonly outcomes: DeliveryOutcome[];
  call(operation: string, input: Json): Promise<JsonObject>;
  /** A rule `r` on the default bus with one target. */
  rule(pattern: string, target?: JsonObject): Promise<void>;
  put(entry: JsonObject): Promise<JsonObject>;
};

export const ENTRY = { Source: 'shop', DetailType: 'Placed', Detail: '{"id":1}' };

export function bench(): Bench {
  const clock = new VirtualClock();
  const delivered: Delivered[] = [];
  const outcomes: DeliveryOutcome[] = [];
  const log: LogLine[] = [];
  const deliver: Deliver = (to, body, { attributes }) => {
    delivered.push({ to, body, attributes, at: clock.now() });
    return outcomes.shift() ?? { kind: 'delivered' };
  };
  let count = 0;
  const newId = (): string => {
    count += 1;
    return `id-${count}`;
  };
  const events = createEventBridge({ place: PLACE, clock, deliver, newId, log: (line) => log.push(line) });
  const call = async (operation: string, input: Json): Promise<JsonObject> =>
    objectOf(await events.call(operation, input, { roleArn: undefined }));
  return {
    events,
    clock,
    delivered,
    log,
    outcomes,
    call,
    async rule(EventPattern, target = {}) {
      await call('PutRule', { Name: 'r', EventPattern });
      await call('PutTargets', { Rule: 'r', Targets: [{ Id: 't', Arn: QUEUE, ...target }] });
    },
    put: (entry) => call('PutEvents', { Entries: [{ ...ENTRY, ...entry }] }),
  };
}

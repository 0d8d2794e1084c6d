/** Events as a test names them; what a pattern and the correlation demand is filled in when one is told. */
import { isObject } from '../../definition/overlap/alternatives.ts';

export type Envelope = { readonly [field: string]: unknown };

/** One more than once in a story is one event, delivered more than once. */
export class TestEvent {
  /** In the choreography; undefined where the envelope says all. */
  readonly name: string | undefined;
  readonly detail: Envelope;
  /** What takes the place of what would be filled in. */
  readonly envelope: Envelope;
  /** The parts of the correlation id. */
  readonly ids: readonly string[] | undefined;

  constructor(name: string | undefined, detail: Envelope, envelope: Envelope, ids?: readonly string[]) {
    this.name = name;
    this.detail = detail;
    this.envelope = envelope;
    this.ids = ids;
  }

  /** Another event of the same content, about the instance with that id; of a composite id each part. */
  of(...ids: readonly string[]): TestEvent {
    return new TestEvent(this.name, this.detail, this.envelope, ids);
  }
}

/**
 * `event('Order Placed', { total: 5 })`: an event of the choreography, by its name. Its envelope is filled in so that its
 * pattern matches; a third argument overrides fields of the envelope, such as `time` and `id`. `event(envelope)`: as it is.
 */
export function event(name: string, detail?: Envelope, envelope?: Envelope): TestEvent;
export function event(envelope: Envelope): TestEvent;
export function event(name: string | Envelope, detail: Envelope = {}, envelope: Envelope = {}): TestEvent {
  if (typeof name === 'string') return new TestEvent(name, detail, envelope);
  return new TestEvent(undefined, detailIn(name), name);
}

export function detailIn(envelope: Envelope): Envelope {
  const { detail } = envelope;
  return isObject(detail) ? { ...detail } : {};
}

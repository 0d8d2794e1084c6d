/**
 * Stands in for @smithy/core/event-streams in the bundles: no operation of a function has a stream of events. The SDK loads
 * it late, and in a bundle of one file everything that is shared with it would have to be loaded late too, the core of the
 * SDK wrapped module by module: an eighth of each start.
 */
export function eventStreamSerdeProvider(): never {
  throw new Error('No operation that a function calls has a stream of events.');
}

export { eventStreamSerdeProvider as EventStreamSerde };

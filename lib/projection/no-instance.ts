/** An event without a usable correlation id lies under a made-up one, of this whole form: a real id may begin so too. */
const MADE_UP = /^!uncorrelated#[0-9a-f]{16}$/;

export function madeUpId(hashOfIdentity: string): string {
  return `!uncorrelated#${hashOfIdentity}`;
}

export function isMadeUp(correlationId: string): boolean {
  return MADE_UP.test(correlationId);
}

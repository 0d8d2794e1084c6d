/** Orders, as the situations are told of. */
import type { Choreography } from '../../../lib/definition/model.ts';
import type { Envelope } from '../../../lib/projection/messages.ts';
import { choreographyOf } from '../../semantics/choreography.ts';

export const T0 = Date.parse('2026-03-01T12:00:00.000Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const INSTANCE = { choreography: 'order', id: 'o-1', key: 'order#o-1' } as const;

/** Events are known by the first letter of their id: `p1` is a payment. */
const NAMES = {
  o: 'Ordered',
  p: 'Paid',
  s: 'Shipped',
  r: 'Returned',
  c: 'Cancelled',
  k: 'Packed',
  w: 'Weighed',
} as const;
type Letter = keyof typeof NAMES;

const isLetter = (letter: string): letter is Letter => Object.hasOwn(NAMES, letter);

/** `states`: YAML of the states, indented by two; `top`: more lines; `more`: events that no state awaits. */
export function orders(
  start: string,
  states: string,
  top = '',
  hold = '1m',
  more: readonly string[] = [],
): Choreography {
  const used = Object.values(NAMES).filter(
    (name) => name === 'Ordered' || states.includes(name) || more.includes(name),
  );
  return choreographyOf(`
id: order
correlation: detail.order
hold: ${hold}
${top}
events:
${used.map((name) => `  ${name}: { source: shop }`).join('\n')}
start: { on: { Ordered: ${start} } }
states:
${states}
`);
}

/** Ordered, paid, shipped. */
export const LINE = `
  Unpaid: { on: { Paid: Unshipped } }
  Unshipped: { on: { Shipped: Done } }
  Done: { final: succeeded }
`;

/** The event `p1` happens a second after `p0`, unless `second` says otherwise. */
export function event(id: string, second = Number(id.slice(1)) || 0, detail: object = {}): Envelope {
  const letter = id.slice(0, 1);
  return {
    version: '0',
    id,
    source: 'shop',
    'detail-type': isLetter(letter) ? NAMES[letter] : id,
    time: new Date(T0 + second * SECOND).toISOString(),
    account: '1',
    region: 'eu-west-1',
    resources: [],
    detail: { order: INSTANCE.id, ...detail },
  };
}

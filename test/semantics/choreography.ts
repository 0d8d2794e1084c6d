import type { Choreography } from '../../lib/definition/model.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';

/** A choreography from the YAML of its states and whatever else differs from the smallest one. */
export function choreographyOf(yaml: string): Choreography {
  const { choreography, problems } = parseDefinition(yaml);
  if (choreography === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return choreography;
}

/** An order that may be packed and paid in any order, be interrupted meanwhile, and miss its deadline. */
export const ORDER = choreographyOf(`
id: order
correlation: detail.id
events:
  Placed: { source: shop }
  Paid: { source: shop }
  Packed: { source: shop }
  Cancelled: { source: shop, unexpected: report }
  Held: { source: shop, unexpected: halt }
  Delivered: { source: shop }
  Seen: { source: shop }
ignore: [Seen]
start:
  on:
    Placed:
      - { guard: detail.prepaid, target: Sending }
      - { guard: detail.valid, target: Preparing }
states:
  Preparing:
    all: [Paid, Packed]
    on:
      Cancelled: { guard: detail.final, target: Gone }
      Paid: { guard: detail.refused, target: Gone }
    due: 1m
    after: { 5m: Too late }
    onDone: Sending
  Sending:
    on:
      Delivered:
        - { guard: detail.partial }
        - { guard: detail.back, target: Preparing }
        - { guard: detail.complete, target: Done }
    after: { 2m: Too late }
  Gone: { final: succeeded }
  Done: { final: succeeded }
  Too late: { final: failed, cause: Nobody came }
`);

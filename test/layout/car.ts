import type { Branch, Choreography, EventDeclaration, Handler, State } from '../../lib/definition/model.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export const on = (event: string, ...branches: (Branch | string)[]): Handler => ({
  event,
  branches: branches.map((branch) => (typeof branch === 'string' ? { target: branch } : branch)),
});

export function declared(source: string, ...names: string[]): EventDeclaration[] {
  return names.map((name) => ({
    name,
    pattern: { source: [source], 'detail-type': [name] },
    correlation: ['detail.id'],
    identity: 'id',
    time: 'time',
    hold: 5 * MINUTE,
    unexpected: 'fail',
    ignored: false,
  }));
}

export function choreography(parts: Partial<Choreography> & { states: readonly State[] }): Choreography {
  return { id: 'test', title: 'Test', description: undefined, events: [], start: [], rerun: false, ...parts };
}

/** The car journey of the language document. */
export const car: Choreography = choreography({
  id: 'car-journey',
  title: 'Second-hand car journey',
  events: declared(
    'car',
    'Car Announced',
    'Inspection Completed',
    'Car Cleaned',
    'Car Repaired',
    'Car Priced',
    'Car Published',
    'Car Unpublished',
    'Car Reserved',
    'Car Unreserved',
    'Car Sold',
    'Car Delivered',
    'Invoice Sent',
  ),
  start: [on('Car Announced', 'Announced')],
  states: [
    {
      kind: 'wait',
      name: 'Announced',
      on: [
        on(
          'Inspection Completed',
          { guard: 'detail.result = "Success"', target: 'In preparation' },
          { guard: 'detail.result = "Rejected"', target: 'Rejected' },
        ),
      ],
      after: { delay: 5 * DAY, target: 'Inspection missed' },
    },
    {
      kind: 'all',
      name: 'In preparation',
      members: ['Car Cleaned', 'Car Repaired', 'Car Priced'],
      on: [],
      due: 2 * DAY,
      onDone: 'Ready for sale',
    },
    { kind: 'wait', name: 'Ready for sale', on: [on('Car Published', 'On sale')] },
    {
      kind: 'wait',
      name: 'On sale',
      on: [on('Car Unpublished', 'Ready for sale'), on('Car Reserved', 'Reserved')],
    },
    { kind: 'wait', name: 'Reserved', on: [on('Car Unreserved', 'On sale'), on('Car Sold', 'Sold')] },
    { kind: 'all', name: 'Sold', members: ['Car Delivered', 'Invoice Sent'], on: [], onDone: 'Completed' },
    { kind: 'final', name: 'Completed', outcome: 'succeeded' },
    { kind: 'final', name: 'Rejected', outcome: 'succeeded' },
    { kind: 'final', name: 'Inspection missed', outcome: 'failed', error: 'InspectionMissed' },
  ],
});

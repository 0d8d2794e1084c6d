import type { Choreography, EventDeclaration } from '../../lib/definition/model.ts';
import { choreography, on, written } from './written.ts';

export { choreography, on };

const MINUTE = 60_000;

export function declared(source: string, ...names: string[]): EventDeclaration[] {
  return names.map((name) => ({
    name,
    pattern: { source: [source], 'detail-type': [name] },
    correlation: ['detail.id'],
    identity: 'id',
    time: 'time',
    hold: 5 * MINUTE,
    settle: 0,
    stale: 'accept',
    unexpected: 'fail',
    ignored: false,
  }));
}

/** The car journey of the language document. */
export const car: Choreography = written({
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
  start: { 'Car Announced': 'Announced' },
  states: {
    Announced: {
      on: {
        'Inspection Completed': [
          { guard: 'detail.result = "Success"', target: 'In preparation' },
          { guard: 'detail.result = "Rejected"', target: 'Rejected' },
        ],
      },
      after: { '5d': 'Inspection missed' },
    },
    'In preparation': {
      all: ['Car Cleaned', 'Car Repaired', 'Car Priced'],
      due: '2d',
      onDone: 'Ready for sale',
    },
    'Ready for sale': { on: { 'Car Published': 'On sale' } },
    'On sale': { on: { 'Car Unpublished': 'Ready for sale', 'Car Reserved': 'Reserved' } },
    Reserved: { on: { 'Car Unreserved': 'On sale', 'Car Sold': 'Sold' } },
    Sold: { all: ['Car Delivered', 'Invoice Sent'], onDone: 'Completed' },
    Completed: { final: 'succeeded' },
    Rejected: { final: 'succeeded' },
    'Inspection missed': { final: 'failed', error: 'InspectionMissed' },
  },
});

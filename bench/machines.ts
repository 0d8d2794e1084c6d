/** The machines that are measured, each with the events of a life and the guards that hold then. */
import { readFileSync } from 'node:fs';
import type { Choreography, Json } from '../lib/definition/model.ts';
import { parseDefinition } from '../lib/definition/parse.ts';

export type Told = { readonly name: string; readonly detail: Json; readonly holds: ReadonlySet<string> };
export type Measured = {
  readonly title: string;
  readonly choreography: Choreography;
  /** The first one opens it. */
  readonly events: readonly Told[];
};

export function choreographyIn(text: string): Choreography {
  const { choreography, problems } = parseDefinition(text);
  if (choreography === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
  return choreography;
}

function told(name: string, detail: Json = {}, ...holds: string[]): Told {
  return { name, detail, holds: new Set(holds) };
}

const CAR = readFileSync(new URL('../statemachines/car-journey.yaml', import.meta.url), 'utf8');

const TICKET = `
id: support-ticket
correlation: detail.id
events:
  Opened: { source: s }
  Assigned: { source: s }
  Asked: { source: s }
  Answered: { source: s }
  Escalated: { source: s }
  Solved: { source: s }
  Reopened: { source: s }
  Confirmed: { source: s }
  Withdrawn: { source: s }
start:
  on: { Opened: Handling }
on:
  Withdrawn: Closed
states:
  Handling:
    initial: First line
    on:
      Escalated: { guard: 'detail.level = 2', target: Second line }
      Solved: Solved
    states:
      First line:
        initial: New
        on:
          Escalated: { guard: 'detail.level = 1', target: Assigned }
        states:
          New:
            on: { Assigned: Assigned }
          Assigned:
            on:
              Asked:
                - { guard: 'detail.internal = true' }
                - Waiting
          Waiting:
            on: { Answered: Assigned }
      Second line:
        initial: In analysis
        states:
          In analysis:
            on: { Asked: For the customer }
          For the customer:
            on: { Answered: In analysis }
  Solved:
    on:
      Reopened: { guard: 'detail.valid = true', target: Second line }
      Confirmed: Closed
  Closed: { final: succeeded }
`;

const ACCOUNT = `
id: account
correlation: detail.id
events:
  Submitted: { source: s }
  Identity Requested: { source: s }
  Identity Checked: { source: s }
  Address Requested: { source: s }
  Address Checked: { source: s }
  Withdrawn: { source: s }
  Reviewed: { source: s }
start:
  on: { Submitted: Checks }
states:
  Checks:
    parallel:
      Identity:
        initial: Identity open
        states:
          Identity open: { on: { Identity Requested: Identity requested } }
          Identity requested:
            on:
              Identity Checked:
                - { guard: 'detail.clear = true', target: Identity done }
                - Identity open
          Identity done: { final: succeeded }
      Address:
        initial: Address open
        states:
          Address open: { on: { Address Requested: Address requested } }
          Address requested: { on: { Address Checked: Address done } }
          Address done: { final: succeeded }
    on:
      Withdrawn: { guard: 'detail.sure = true', target: Gone }
    onDone: In review
  In review:
    on:
      Reviewed:
        - { guard: 'detail.again = true', target: Checks }
        - Opened
  Opened: { final: succeeded }
  Gone: { final: succeeded }
`;

const VALID = 'detail.clear = true';

export const MACHINES: readonly Measured[] = [
  {
    title: 'Car journey',
    choreography: choreographyIn(CAR),
    events: [
      told('Car Announced'),
      told('Inspection Completed', { result: 'Success' }, 'detail.result = "Success"'),
      told('Car Repaired'),
      told('Car Cleaned'),
      told('Car Priced'),
      told('Car Published'),
      told('Car Reserved'),
      told('Car Unreserved'),
      told('Car Unpublished'),
      told('Car Published'),
      told('Car Reserved'),
      told('Car Sold'),
      told('Invoice Sent'),
      told('Car Delivered'),
    ],
  },
  {
    title: 'Nested (support ticket)',
    choreography: choreographyIn(TICKET),
    events: [
      told('Opened'),
      told('Assigned'),
      told('Asked', { internal: true }, 'detail.internal = true'),
      told('Asked', { internal: false }),
      told('Answered'),
      told('Escalated', { level: 2 }, 'detail.level = 2'),
      told('Asked'),
      told('Answered'),
      told('Solved'),
      told('Reopened', { valid: true }, 'detail.valid = true'),
      told('Asked'),
      told('Answered'),
      told('Solved'),
      told('Confirmed'),
    ],
  },
  {
    title: 'Parallel (account opening)',
    choreography: choreographyIn(ACCOUNT),
    events: [
      told('Submitted'),
      told('Identity Requested'),
      told('Address Requested'),
      told('Identity Checked', { clear: false }),
      told('Identity Requested'),
      told('Identity Checked', { clear: true }, VALID),
      told('Address Checked'),
      told('Reviewed', { again: true }, 'detail.again = true'),
      told('Address Requested'),
      told('Identity Requested'),
      told('Address Checked'),
      told('Identity Checked', { clear: true }, VALID),
      told('Reviewed', { again: false }),
    ],
  },
];

/** Runs of the rich choreographies, as the machine leaves them. */
import type { EventRoutes } from '../../lib/definition/route.ts';
import { account, incident, order } from '../layout/rich.ts';
import { answered, entered, exited, started, tellNested } from './nested-story.ts';
import type { Story } from './story.ts';

const leads = (event: string, to: string): EventRoutes => ({ event, routes: [{ ways: [{ way: to, to }] }] });

/** One region is done, the other one waits. */
export function inTwoRegions(id: string, began: number): Story {
  const withdrawn = leads('Application Withdrawn', 'Withdrawn');
  return tellNested(account.id, id, began, {
    history: [
      started('Checks', 'Account Requested'),
      entered(1, 'Checks', 'Parallel'),
      { at: 1, type: 'ParallelStateStarted' },
      entered(2, 'Identity check pending', 'Task', { after: 3 }),
      entered(2, 'Address check pending', 'Task', { after: 3 }),
      answered(60_000, 'Identity flagged', 'Identity Checked', { after: 4 }),
      exited(60_000, 'Identity check pending'),
      entered(60_000, 'Identity flagged', 'Pass'),
    ],
    waits: [
      { key: 'Checks/Identity check', state: 'Identity check pending', at: 2, awaits: [withdrawn] },
      {
        key: 'Checks/Address check',
        state: 'Address check pending',
        at: 2,
        due: 86_400_000,
        awaits: [leads('Address Checked', 'Address confirmed'), withdrawn],
      },
    ],
  });
}

/** 12 of 40 lines are delivered, one is on its way. */
export function shipping(id: string, began: number): Story {
  const states = [...Array<string>(12).fill('Delivered'), 'On its way', ...Array<string>(27).fill('Waiting')];
  const items = Object.fromEntries(
    states.map((state, index) => [`line-${index}`, { state, since: '2026-11-20T10:00:00.000Z', value: {} }]),
  );
  const inner = (name: string, final: boolean, ...awaits: EventRoutes[]) => ({
    name,
    final,
    awaits,
    after: [],
  });
  return tellNested(order.id, id, began, {
    history: [
      started('Validating', 'Order Placed'),
      entered(1, 'Validating'),
      { at: 900, type: 'TaskSucceeded', taskSucceededEventDetails: { output: '{"Item":{}}' } },
      exited(900, 'Validating'),
      entered(1_000, 'Validating: which way'),
      answered(1_100, 'Preparing'),
      exited(1_100, 'Validating: which way'),
      entered(1_200, 'Preparing', 'Parallel'),
      answered(2_000, '#done', 'Inventory Reserved'),
      answered(3_000, '#done', 'Payment Accepted', { after: 8 }),
      { at: 3_001, type: 'ParallelStateSucceeded' },
      exited(3_001, 'Preparing', 'Parallel'),
      entered(3_002, 'Shipping'),
      answered(9_000, '#stay', 'Line Delivered', { memory: { items } }),
      exited(9_000, 'Shipping'),
      entered(9_001, 'Shipping'),
    ],
    waits: [
      {
        key: '',
        state: 'Shipping',
        at: 9_001,
        awaits: [leads('Order Cancelled', 'Cancelled')],
        rules: {
          each: {
            items: '$context.lines',
            key: '$item.key',
            match: 'detail.key',
            opens: [],
            initial: 'Waiting',
            closes: true,
            states: [
              inner('Waiting', false, leads('Line Shipped', 'On its way')),
              inner('On its way', false, leads('Line Delivered', 'Delivered')),
              inner('Delivered', true),
              inner('Line dropped', true),
            ],
          },
        },
        memory: [{ items }],
      },
    ],
  });
}

const value = { since: '2026-11-20T10:00:00.000Z', value: {} };
const lines = (a: string, b: string) => ({ items: { a: { state: a, ...value }, b: { state: b, ...value } } });

/** Two lines, shipped and delivered one after the other; the ways that act have numbers. */
export function shipped(id: string, began: number): Story {
  return tellNested(order.id, id, began, {
    history: [
      started('Shipping', 'Order Placed'),
      entered(1, 'Shipping'),
      answered(1_000, '#stay', 'Line Shipped', { memory: lines('On its way', 'Waiting') }),
      exited(1_000, 'Shipping'),
      entered(1_001, 'Shipping'),
      answered(2_000, '#stay (2)', 'Note', { memory: lines('On its way', 'Waiting') }),
      exited(2_000, 'Shipping'),
      entered(2_001, 'Shipping: publish Noted'),
      exited(2_001, 'Shipping: publish Noted'),
      entered(2_002, 'Shipping'),
      answered(3_000, '#stay', 'Line Shipped', { memory: lines('On its way', 'On its way') }),
      exited(3_000, 'Shipping'),
      entered(3_001, 'Shipping'),
      answered(4_000, '#done (2)', 'Line Delivered', { memory: { items: null } }),
      exited(4_000, 'Shipping'),
    ],
    waits: [{ key: '', state: 'Shipping', at: 3_001, deadline: 3_001 + 99_999_999_000 }],
  });
}

/** A deadline that decides, an action, an event that stays, and a loop. */
export function withDecision(id: string, began: number): Story {
  return tellNested(incident.id, id, began, {
    history: [
      started('Triage', 'Incident Detected'),
      entered(1, 'Triage'),
      { at: 60_000, type: 'TaskTimedOut', taskTimedOutEventDetails: { error: 'States.Timeout' } },
      exited(60_000, 'Triage'),
      entered(60_001, 'Triage: deadline'),
      answered(60_100, 'Awaiting approval'),
      exited(60_100, 'Triage: deadline'),
      entered(60_101, 'Awaiting approval: notify'),
      { at: 60_200, type: 'TaskSucceeded', taskSucceededEventDetails: { output: '{}' } },
      exited(60_200, 'Awaiting approval: notify'),
      entered(60_201, 'Awaiting approval'),
      answered(70_000, 'Containing', 'Containment Approved'),
      exited(70_000, 'Awaiting approval'),
      entered(70_001, 'Containing'),
      answered(71_000, '#stay', 'Note'),
      exited(71_000, 'Containing'),
      entered(71_001, 'Containing'),
      answered(80_000, 'Awaiting approval', 'Containment Failed'),
      exited(80_000, 'Containing'),
      entered(80_001, 'Awaiting approval'),
    ],
    waits: [
      {
        key: '',
        state: 'Awaiting approval',
        at: 80_001,
        deadline: 80_001 + 1_800_000,
        awaits: [leads('Containment Approved', 'Containing'), leads('Containment Denied', 'Watching')],
      },
    ],
  });
}

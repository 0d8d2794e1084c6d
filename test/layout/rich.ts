/** Choreographies with everything that the language has, to be looked at as a customer would. */
import { notify, publish, written } from './written.ts';

/** Small enough to read what is drawn of it. */
export const nested = written({
  title: 'Nested',
  start: { Begun: 'Both' },
  top: { on: { 'Stopped by hand': 'Stopped' } },
  states: {
    Both: {
      parallel: {
        Left: { initial: 'L1', states: { L1: { on: { 'Went left': 'L2' } }, L2: { final: 'succeeded' } } },
        Right: { initial: 'R1', states: { R1: { on: { 'Went right': 'R2' } }, R2: { final: 'succeeded' } } },
      },
      onDone: 'Phase',
    },
    Phase: {
      initial: 'One',
      states: {
        One: { on: { Stepped: 'Two' } },
        Two: { on: { Finished: 'Done', Restarted: 'Phase' } },
      },
      after: { '7d': { target: 'Stopped', actions: [notify('Too long')] } },
    },
    Done: { final: 'succeeded' },
    Stopped: { final: 'failed' },
  },
});

const DUE = '$context.dueDate';

/** Regions, an interrupt, a human review, a deadline that escalates. */
export const account = written({
  id: 'bank-account',
  title: 'Bank account opening',
  start: { 'Account Requested': 'Checks' },
  top: { on: { 'Application Withdrawn': 'Withdrawn' }, due: '14d' },
  states: {
    Checks: {
      parallel: {
        'Identity check': {
          initial: 'Identity check pending',
          states: {
            'Identity check pending': {
              on: {
                'Identity Checked': [
                  { guard: 'detail.result = "ok"', target: 'Identity confirmed' },
                  { assign: [{ name: 'flagged', expression: 'true' }], target: 'Identity flagged' },
                ],
              },
              due: '1d',
            },
            'Identity confirmed': { final: 'succeeded' },
            'Identity flagged': { final: 'succeeded' },
          },
        },
        'Address check': {
          initial: 'Address check pending',
          states: {
            'Address check pending': {
              on: {
                'Address Checked': [
                  { guard: 'detail.result = "ok"', target: 'Address confirmed' },
                  { assign: [{ name: 'flagged', expression: 'true' }], target: 'Address flagged' },
                ],
              },
            },
            'Address confirmed': { final: 'succeeded' },
            'Address flagged': { final: 'succeeded' },
          },
        },
      },
      onDone: [{ guard: '$context.flagged', target: 'Human review' }, 'Opening account'],
      after: { '10d': 'Escalated' },
    },
    'Human review': {
      initial: 'Waiting for reviewer',
      states: {
        'Waiting for reviewer': {
          on: { 'Review Started': 'Being reviewed' },
          entry: [publish('Review Requested'), notify('A review is needed')],
        },
        'Being reviewed': {
          on: {
            'Review Decided': [
              { guard: 'detail.decision = "approve"', target: 'Opening account' },
              { guard: 'detail.decision = "reject"', target: 'Rejected' },
              { assign: [{ name: 'questions', expression: 'detail.questions' }] },
            ],
            'Review Returned': 'Waiting for reviewer',
          },
        },
      },
      after: { '2d': { actions: [notify('A review waits')] }, '5d': 'Escalated' },
    },
    Escalated: {
      on: { 'Manager Decided': [{ guard: 'detail.approved', target: 'Opening account' }, 'Rejected'] },
    },
    'Opening account': {
      task: 'arn:aws:states:::lambda:invoke',
      next: 'Opened',
      catch: { 'Bank.Closed': 'Escalated' },
    },
    Opened: { final: 'succeeded', entry: [publish('Account Opened')] },
    Rejected: { final: 'succeeded' },
    Withdrawn: { final: 'succeeded' },
  },
});

/** Clocks that come from events, reminders, repeated ones, and a self transition. */
export const loan = written({
  id: 'library-loan',
  title: 'Library loan',
  start: {
    'Book Checked Out': { target: 'On loan', assign: [{ name: 'dueDate', expression: 'detail.dueDate' }] },
  },
  states: {
    'On loan': {
      initial: 'Quiet',
      states: {
        Quiet: {
          after: [
            {
              moment: { kind: 'at', expression: `$toMillis(${DUE}) - 3 * 86400000` },
              branches: [{ target: 'Reminded', actions: [publish('Loan Reminder')] }],
            },
          ],
        },
        Reminded: {},
      },
      on: {
        'Book Renewed': { target: 'On loan', assign: [{ name: 'dueDate', expression: 'detail.dueDate' }] },
        'Book Returned': 'Returned',
        'Book Reported Lost': 'Lost',
      },
      after: [{ moment: { kind: 'at', expression: `$toMillis(${DUE})` }, branches: [{ target: 'Overdue' }] }],
    },
    Overdue: {
      on: { 'Book Returned': 'Returned', 'Book Renewed': 'On loan' },
      after: [
        {
          moment: { kind: 'delay', delay: 7 * 86_400_000 },
          branches: [
            { guard: '$context.reminders >= 4', target: 'Lost' },
            { target: 'Overdue', actions: [publish('Overdue Reminder')] },
          ],
        },
      ],
    },
    Returned: { final: 'succeeded' },
    Lost: { final: 'failed', error: 'BookLost', entry: [notify('A book is lost')] },
  },
});

/** Items one by one, an `all`, a task, a history. */
export const order = written({
  id: 'order',
  title: 'Order with line items',
  start: { 'Order Placed': 'Validating' },
  states: {
    Validating: {
      task: 'arn:aws:states:::aws-sdk:dynamodb:getItem',
      next: [{ guard: '$result.Item.valid', target: 'Handling' }, 'Refused'],
      catch: { 'States.ALL': 'Refused' },
    },
    Handling: {
      initial: 'Preparing',
      states: {
        Preparing: { all: ['Inventory Reserved', 'Payment Accepted'], due: '1h', onDone: 'Shipping' },
        Shipping: {
          forEach: {
            items: '$context.lines',
            opens: ['Line Added'],
            initial: 'Waiting',
            states: {
              Waiting: { on: { 'Line Shipped': 'On its way', 'Line Cancelled': 'Line dropped' }, due: '2d' },
              'On its way': { on: { 'Line Delivered': 'Delivered' } },
              Delivered: { final: 'succeeded' },
              'Line dropped': { final: 'succeeded' },
            },
          },
          onDone: 'Confirmed',
        },
        Confirmed: { final: 'succeeded' },
      },
      on: { 'Order Held': 'On hold', 'Order Cancelled': 'Cancelled' },
      onDone: 'Completed',
    },
    'On hold': {
      on: { 'Order Resumed': { history: 'Handling' } },
      after: [{ moment: { kind: 'silence', delay: 30 * 86_400_000 }, branches: [{ target: 'Cancelled' }] }],
    },
    Completed: { final: 'succeeded' },
    Refused: { final: 'failed' },
    Cancelled: { final: 'succeeded' },
  },
});

/** Phases within phases; ways into and out of them, over several borders. */
export const incident = written({
  id: 'security-incident',
  title: 'Security incident',
  start: { 'Incident Detected': 'Triage' },
  top: { on: { 'Incident Merged': 'Merged', 'Note Added': {} } },
  states: {
    Triage: {
      on: {
        'Incident Triaged': [
          { guard: 'detail.severity = "none"', target: 'False alarm' },
          { assign: [{ name: 'severity', expression: 'detail.severity' }], target: 'Response' },
        ],
      },
      after: [
        {
          moment: { kind: 'computed delay', expression: '$context.triageMinutes * 60000' },
          branches: [{ target: 'Response', actions: [notify('Not triaged in time')] }],
        },
      ],
    },
    Response: {
      initial: 'Containment',
      states: {
        Containment: {
          initial: 'Awaiting approval',
          states: {
            'Awaiting approval': {
              on: { 'Containment Approved': 'Containing', 'Containment Denied': 'Watching' },
              after: { '30m': { target: 'Containing', actions: [publish('Approval Overridden')] } },
            },
            Containing: {
              on: { 'Incident Contained': 'Eradication', 'Containment Failed': 'Awaiting approval' },
            },
          },
        },
        Watching: { on: { 'Incident Spread': 'Awaiting approval', 'Incident Faded': 'Closed' } },
        Eradication: {
          on: { 'Incident Eradicated': 'Recovery' },
          always: { guard: '$context.severity = "low"', target: 'Recovery' },
        },
      },
      on: { 'Incident Escalated': 'Containment' },
      after: { '7d': { actions: [notify('Open for a week')] } },
    },
    Recovery: { on: { 'Incident Recurred': 'Eradication', 'Incident Closed': 'Closed' } },
    Closed: { final: 'succeeded' },
    'False alarm': { final: 'succeeded' },
    Merged: { final: 'succeeded' },
  },
});

export const RICH = [account, loan, order, incident];

import { defineChoreography } from '../../lib/definition/define.ts';
import type { Choreography } from '../../lib/definition/model.ts';

/** `whole-language.yaml`, written in TypeScript: everything the language has, once at least. */
export const wholeLanguage = (): Choreography =>
  defineChoreography({
    id: 'whole-language',
    title: 'The whole language',
    correlation: ['detail.tenant', 'detail.order'],
    settle: '2s',
    stale: 'ignore',
    unexpected: 'report',
    rerun: true,
    context: { reminders: 0, lines: [{ sku: 'A1' }] },
    labels: { customer: 'detail.customer.name', reminders: '$context.reminders' },
    redact: ['detail.card.number', 'detail.lines.*'],
    events: {
      'Order Placed': { source: 'shop' },
      'Order Cancelled': { source: ['shop'], detailType: 'order.cancelled', settle: '0s', stale: 'accept' },
      'Payment Taken': { source: [{ prefix: 'pay.' }] },
      'Stock Reserved': { source: 'stock' },
      'Line Shipped': { source: 'carrier' },
      'Line Added': { source: 'shop' },
      'Letter Sent': { source: 'office', unexpected: 'ignore' },
      'Invoice Sent': { source: 'office' },
    },
    start: {
      on: { 'Order Placed': { target: 'Preparing', assign: { lines: 'detail.lines', vip: false } } },
    },
    on: { 'Order Cancelled': { target: 'Cancelled', actions: { publish: 'Order Cancelled' } } },
    after: [{ delay: '90d', target: 'Given up' }],
    due: { at: '2030-01-01T00:00:00Z' },
    states: {
      Preparing: {
        entry: { notify: '{% "Order " & $id & " came" %}' },
        initial: 'Both',
        after: { '2d': 'Given up' },
        states: {
          Both: {
            parallel: {
              Payment: {
                initial: 'Unpaid',
                states: {
                  Unpaid: {
                    on: { 'Payment Taken': 'Paid' },
                    after: [
                      {
                        delay: '1h',
                        actions: {
                          publish: 'Reminder',
                          detail: { order: '{% $id %}', lines: '{% $context.lines %}' },
                        },
                      },
                      { silence: '3h', target: 'Paid' },
                    ],
                  },
                  Paid: { final: 'succeeded' },
                },
              },
              Stock: {
                initial: 'Unreserved',
                states: {
                  Unreserved: { on: { 'Stock Reserved': 'Reserved' } },
                  Reserved: { final: 'succeeded' },
                },
              },
            },
            onDone: 'Prepared',
          },
          Prepared: { final: 'succeeded' },
        },
        onDone: [{ guard: '$context.vip', target: 'Shipping' }, { target: 'Papers' }],
      },
      Papers: {
        all: { 'Letter Sent': { assign: { letter: 'detail.number' } }, 'Invoice Sent': {} },
        due: '1d',
        after: {
          '3d': [
            { guard: '$context.vip', actions: { notify: { subject: 'Slow', message: 'A VIP waits' } } },
            'Given up',
          ],
        },
        onDone: 'Shipping',
      },
      Shipping: {
        forEach: {
          items: '$context.lines',
          key: '$item.sku',
          match: 'detail.sku',
          initial: 'Line open',
          states: {
            'Line open': {
              on: { 'Line Shipped': 'Line gone', 'Line Added': {} },
              after: [{ delay: '$item.days & "d"', target: 'Line gone' }],
              due: { silence: '6h' },
            },
            'Line gone': { final: 'succeeded' },
          },
        },
        always: [{ guard: '$count($items) > 200', target: 'Given up' }],
        onDone: 'Recording',
      },
      Recording: {
        task: 'arn:aws:states:::lambda:invoke',
        arguments: { FunctionName: 'record', Payload: { id: '{% $id %}' } },
        retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3 }],
        catch: [
          { ErrorEquals: ['Lambda.TooManyRequestsException'], Next: 'Given up' },
          { errors: ['States.ALL'], target: 'Failed' },
        ],
        next: [{ guard: '$result.StatusCode = 200', target: 'Completed' }, 'Failed'],
      },
      Completed: {
        final: 'succeeded',
        entry: [{ task: 'arn:aws:states:::sns:publish', arguments: { Message: 'done' } }],
      },
      Cancelled: { final: 'succeeded' },
      'Given up': {
        final: 'failed',
        error: 'GivenUp',
        cause: '"After " & $context.reminders & " reminders"',
      },
      Failed: { final: 'failed' },
    },
  });

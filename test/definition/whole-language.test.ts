import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { State } from '../../lib/definition/model.ts';
import { parseDefinition } from '../../lib/definition/parse.ts';
import { completeSchema } from '../../lib/definition/schema.ts';
import { wholeLanguage } from './whole-language.ts';

const text = readFileSync(new URL('whole-language.yaml', import.meta.url), 'utf8');
const { choreography, problems } = parseDefinition(text);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const everyState = (states: readonly State[]): readonly State[] =>
  states.flatMap((state) => [
    state,
    ...(state.kind === 'compound' || state.kind === 'forEach' ? everyState(state.states) : []),
    ...(state.kind === 'parallel' ? state.regions.flatMap((region) => everyState(region.states)) : []),
  ]);
const stateNamed = (name: string) =>
  everyState(choreography?.states ?? []).find((state) => state.name === name);

describe('a definition with everything the language has', () => {
  test('has no problem', () => {
    expect(problems).toEqual([]);
  });

  test('is the same in TypeScript', () => {
    expect(wholeLanguage()).toStrictEqual(choreography);
  });

  test('fits the schema that editors are given', () => {
    expect(completeSchema().safeParse(parse(text)).error?.issues).toBeUndefined();
  });

  test('keeps its policies, those of an event before those at the top', () => {
    expect(
      choreography?.events.map(({ name, settle, stale, unexpected }) => [name, settle, stale, unexpected]),
    ).toEqual([
      ['Order Placed', 2000, 'ignore', 'report'],
      ['Order Cancelled', 0, 'accept', 'report'],
      ['Payment Taken', 2000, 'ignore', 'report'],
      ['Stock Reserved', 2000, 'ignore', 'report'],
      ['Line Shipped', 2000, 'ignore', 'report'],
      ['Line Added', 2000, 'ignore', 'report'],
      ['Letter Sent', 2000, 'ignore', 'ignore'],
      ['Invoice Sent', 2000, 'ignore', 'report'],
    ]);
    expect(choreography?.events[0]?.correlation).toEqual(['detail.tenant', 'detail.order']);
  });

  test('keeps what stands at the top', () => {
    expect(choreography).toMatchObject({
      rerun: true,
      context: { reminders: 0, lines: [{ sku: 'A1' }] },
      redact: ['detail.card.number', 'detail.lines.*'],
      labels: [
        { name: 'customer', expression: 'detail.customer.name' },
        { name: 'reminders', expression: '$context.reminders' },
      ],
      top: {
        on: [
          {
            event: 'Order Cancelled',
            branches: [
              {
                target: 'Cancelled',
                actions: [
                  {
                    kind: 'publish',
                    source: 'shop',
                    detailType: 'order.cancelled',
                    detail: '{"id": $id}',
                  },
                ],
              },
            ],
          },
        ],
        after: [{ moment: { kind: 'delay', delay: 90 * DAY }, branches: [{ target: 'Given up' }] }],
        due: { kind: 'at', expression: '"2030-01-01T00:00:00Z"' },
      },
    });
  });

  test('has its deadlines, without a target and with several branches', () => {
    expect(stateNamed('Unpaid')).toMatchObject({
      after: [
        {
          moment: { kind: 'delay', delay: HOUR },
          branches: [
            {
              actions: [
                {
                  kind: 'publish',
                  source: 'choreography.whole-language',
                  detailType: 'Reminder',
                  detail: '{"order": ($id), "lines": ($context.lines)}',
                },
              ],
            },
          ],
        },
        { moment: { kind: 'silence', delay: 3 * HOUR }, branches: [{ target: 'Paid' }] },
      ],
    });
    expect(stateNamed('Papers')).toMatchObject({
      kind: 'all',
      members: [
        { event: 'Letter Sent', branches: [{ assign: [{ name: 'letter', expression: 'detail.number' }] }] },
        { event: 'Invoice Sent', branches: [{}] },
      ],
      after: [
        {
          moment: { kind: 'delay', delay: 3 * DAY },
          branches: [
            {
              guard: '$context.vip',
              actions: [
                { kind: 'notify', subject: { literal: 'Slow' }, message: { literal: 'A VIP waits' } },
              ],
            },
            { target: 'Given up' },
          ],
        },
      ],
      due: { kind: 'delay', delay: DAY },
    });
  });

  test('has its items', () => {
    expect(stateNamed('Shipping')).toEqual({
      kind: 'forEach',
      name: 'Shipping',
      entry: [],
      on: [],
      after: [],
      items: '$context.lines',
      key: '$item.sku',
      match: 'detail.sku',
      opens: [],
      initial: 'Line open',
      states: [
        {
          kind: 'wait',
          name: 'Line open',
          entry: [],
          on: [
            { event: 'Line Shipped', branches: [{ target: 'Line gone' }] },
            { event: 'Line Added', branches: [{}] },
          ],
          after: [
            {
              moment: { kind: 'computed delay', expression: '$item.days & "d"' },
              branches: [{ target: 'Line gone' }],
            },
          ],
          due: { kind: 'silence', delay: 6 * HOUR },
          always: [],
        },
        { kind: 'final', name: 'Line gone', entry: [], outcome: 'succeeded' },
      ],
      always: [{ guard: '$count($items) > 200', target: 'Given up' }],
      onDone: [{ target: 'Recording' }],
    });
  });

  test('has its task and its ends', () => {
    expect(stateNamed('Recording')).toEqual({
      kind: 'task',
      name: 'Recording',
      entry: [],
      resource: 'arn:aws:states:::lambda:invoke',
      arguments: { FunctionName: 'record', Payload: { id: '{% $id %}' } },
      retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 3 }],
      catch: [
        { errors: ['Lambda.TooManyRequestsException'], branches: [{ target: 'Given up' }] },
        { errors: ['States.ALL'], branches: [{ target: 'Failed' }] },
      ],
      next: [{ guard: '$result.StatusCode = 200', target: 'Completed' }, { target: 'Failed' }],
    });
    expect([stateNamed('Given up'), stateNamed('Failed')]).toEqual([
      {
        kind: 'final',
        name: 'Given up',
        entry: [],
        outcome: 'failed',
        error: { literal: 'GivenUp' },
        cause: { expression: '"After " & $context.reminders & " reminders"' },
      },
      { kind: 'final', name: 'Failed', entry: [], outcome: 'failed', error: { literal: 'Failed' } },
    ]);
  });
});

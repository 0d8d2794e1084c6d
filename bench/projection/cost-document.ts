/** docs/cost.md, from what was counted. */
import { costOf, MILLION, storageOf } from './cost.ts';
import { costTable, countTable, dollars, type Sides } from './cost-tables.ts';
import type { CountedLife } from './counting.ts';
import { ASSUMED, PRICES } from './prices.ts';

export function documentOf([order, withDues, car]: readonly Sides<CountedLife>[]): string {
  if (order === undefined || withDues === undefined || car === undefined)
    throw new Error('Not all was counted.');
  const whole = { ours: order.ours.whole, naive: order.naive.whole };
  const inOrder = { ours: order.ours.inOrder, naive: order.naive.inOrder };
  const price = ({ whole: counted }: CountedLife): number => costOf(counted, MILLION).total;
  const less = (1 - price(order.ours) / price(order.naive)) * 100;
  const dues = price(withDues.ours) - price(order.ours);
  const { ours: carOurs, naive: carNaive } = car;
  return `# What it costs

Counted in the local cloud, beside a rebuild of the published sample that inspired this project (rule → function → query
the token by the correlation id → SendTaskSuccess): the same events, one after the other, each alone, so that nothing is
shared by a batch. Every call of a function, an execution, a rule or a mapping is counted as it is made; DynamoDB's request
units are computed from the items themselves, index writes included; state transitions are the states entered in the
execution's history. \`npm run bench:projection\` does all of it again, and measures speed, growth and bundles, too; a test
holds this page to what is counted.

The sample loses what comes early, fails on what comes twice, and has neither deadlines nor dead letters nor anything that
tells of a deviation. What is paid for here beyond it buys that.

## A marketplace order

From the event that opens it, by three more, to its end, without deadlines, for the sample has none. One of them:

${countTable(whole)}

A million of them:

${costTable(whole, MILLION)}

A million events in order, neither the first nor the last of their order:

${costTable(inOrder, MILLION / inOrder.ours.events)}

An event in order is cheaper than with the sample, for it makes fewer transitions. Opening and end are what the sample has
nothing like (a row that knows the instance, its place in the listings and in the sweep, the queue for executions that
ended, a notice of the end), and yet an order as a whole costs ${less.toFixed(1)} % less. Where events come so densely that queues hand
them over in batches, requests of SQS and invocations are shared, and it is a little less again.

The two soft deadlines that the [example](../statemachines/marketplace-order.yaml) has cost ${dollars(dues)} more: four places in the
index by which the sweep finds them. With them an order costs ${dollars(price(withDues.ours))} here and ${dollars(price(withDues.naive))} there, where nobody hears
that anything is overdue.

Most of what is not transitions is DynamoDB's. An event's row is written twice, for a unit each: the token, which would
take it over the kilobyte, stays in the wait's row. That takes two units, and one more for its place in the index of
waits, whose keys stay the same while the instance moves.

## A car, with two sets of events in any order

${carOurs.whole.events} events, ${carOurs.whole.transitions} transitions (${carNaive.whole.transitions} with the sample). A million of them cost about ${tens(costOf(carOurs.whole, MILLION).total)} here and about ${tens(costOf(carNaive.whole, MILLION).total)} there: each
event of a set has a wait's row of its own, with its places in the indexes, and a used one stays until the set is left.

## What else there is to pay

- The services' own events, $1.00 a million, are the same on both sides and in no table here.
- Storage: a million orders leave rows that cost about ${dollarsRounded(storageOf(whole.ours.storedBytes, MILLION))} a month, until they expire after 13 months; with the sample about
  ${dollarsRounded(storageOf(whole.naive.storedBytes, MILLION))}, and nothing expires.
- An instance that stays open is looked after by the sweep, first after an hour and then daily: a DescribeExecution and a
  write with its place in the index, about $2 for a million looks.
- Whether or not anything happens: Lambda's pollers ask each queue about fifteen times a minute, which is $0.26 a month for
  each queue (two for each choreography, and one), and the sweep runs once a minute. X-Ray samples one in twenty
  invocations; it is on for both.

## Prices and assumptions

List prices of us-east-1 without free tiers, as AWS's price pages had them in November 2026: $${(PRICES.transition * 1000).toFixed(3)} for a thousand state
transitions; DynamoDB on demand $${(PRICES.writeUnit * MILLION).toFixed(3)} for a million write units and $${(PRICES.readUnit * MILLION).toFixed(3)} for a million read units; SQS $${(PRICES.sqsRequest * MILLION).toFixed(2)} for
a million requests; Lambda on arm64 $${(PRICES.invocation * MILLION).toFixed(2)} for a million requests and $${PRICES.gigabyteSecond} for a gigabyte second;
EventBridge $${(PRICES.customEvent * MILLION).toFixed(2)} for a million custom events.

Assumed, alike on both sides: functions of ${ASSUMED.functionMegabytes} MB that take ${ASSUMED.functionBaseMs} ms and what their calls take (DynamoDB ${ASSUMED.callMs.dynamodb} ms, Step
Functions ${ASSUMED.callMs.states}, SQS ${ASSUMED.callMs.sqs}, EventBridge ${ASSUMED.callMs.events}), no log lines (the functions
are told to write only of what is wrong, on both sides), no logs of state machines, and task tokens of ${ASSUMED.tokenLength} characters,
as they were between 2023 and 2025.
`;
}

function tens(amount: number): string {
  return `$${Math.round(amount / 10) * 10}`;
}

function dollarsRounded(amount: number): string {
  return `$${amount.toFixed(1)}0`;
}

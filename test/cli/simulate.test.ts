import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './processes.ts';

const EVENTS = {
  events: [
    { source: 'order', detailType: 'Order Confirmed', detail: { id: 'o-1' }, wait: 5 },
    { source: 'order', detailType: 'Order Placed', detail: { id: 'o-1' }, wait: '60' },
    { source: 'order', detailType: 'Order Placed', detail: {}, wait: 1 },
    { source: 'car', detailType: 'Order Accepted', detail: { id: 'o-1' } },
  ],
};

async function played(options: string): Promise<{ status: number | null; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  const file = join(folder, 'events.json');
  writeFileSync(file, JSON.stringify(EVENTS));
  const line = `node bin/choreo.ts simulate statemachines/marketplace-order.yaml ${file} ${options}`;
  const result = await run(line);
  rmSync(folder, { recursive: true });
  return result;
}

test('choreo simulate says what each event did and why, and where each instance stands', async () => {
  expect(await played('')).toEqual({
    status: 0,
    output: `+0 s        o-1  Order Confirmed  held: there is no instance yet
+5 s        o-1  Order Placed     opens the instance in "Placed"
+5 s        o-1  Order Confirmed  Placed → Confirmed
+1 min 5 s  –    Order Placed     "Order Placed" has no correlation id: detail.id is no non-empty text and no number in it.
+1 min 6 s  –    Order Accepted   No event of "marketplace-order" matches source "car", detail-type "Order Accepted". Its source there is "order".

o-1: running in "Confirmed", awaits Order Accepted, Order Rejected
`,
  });
});

test('choreo simulate --json gives the same as data', async () => {
  const { output } = await played('--json');
  expect(JSON.parse(output)).toMatchObject({
    happened: [{ kind: 'held' }, { kind: 'opened', to: 'Placed' }, { kind: 'taken', to: 'Confirmed' }],
    astray: [{ detailType: 'Order Placed' }, { source: 'car' }],
    instances: [{ correlationId: 'o-1', status: 'running', state: 'Confirmed', held: [] }],
  });
});

const NEWSLETTER = `
id: newsletter
correlation: detail.address
events:
  Signup Received: { source: web }
  Signup Confirmed: { source: web, pattern: { detail: { by: [mail] } } }
start:
  on: { Signup Received: Asking }
states:
  Asking:
    task: arn:aws:states:::events:putEvents
    arguments: { Entries: [{ Source: n, DetailType: Consent Needed, Detail: { asked: true } }] }
    next:
      - { guard: $result.FailedEntryCount > 0, target: Waiting to ask }
      - Waiting
    catch: { States.TaskFailed: Not asked }
  Waiting to ask:
    on: { Signup Confirmed: Subscribed }
    after: { 1h: Asking }
  Waiting:
    on: { Signup Confirmed: Subscribed }
    after: { 7d: Forgotten }
  Subscribed: { final: succeeded }
  Forgotten: { final: succeeded }
  Not asked: { final: failed }
`;

const RECEIVED = { source: 'web', detailType: 'Signup Received', detail: { address: 'a' }, wait: '8d' };

async function signup(
  tasks: unknown,
  events: readonly unknown[] = [RECEIVED],
): Promise<{ status: number | null; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  writeFileSync(join(folder, 'newsletter.yaml'), NEWSLETTER);
  writeFileSync(join(folder, 'events.json'), JSON.stringify({ events, tasks }));
  const result = await run(
    `node bin/choreo.ts simulate ${join(folder, 'newsletter.yaml')} ${join(folder, 'events.json')}`,
  );
  rmSync(folder, { recursive: true });
  return result;
}

test('tasks come to what the file says, one answer a visit', async () => {
  const { output } = await signup({
    Asking: [{ result: { FailedEntryCount: 1 } }, { result: { FailedEntryCount: 0 } }],
  });
  expect(output).toBe(`+0 s      a  Signup Received  opens the instance in "Asking"
+0 s      a  (time)           Asking → Waiting to ask, for $result.FailedEntryCount > 0
+1 h      a  (time)           deadline: Waiting to ask → Asking
+1 h      a  (time)           Asking → Waiting
+7 d 1 h  a  (time)           deadline: Waiting → Forgotten

a: succeeded in "Forgotten"
`);
});

test('a task that fails goes the way of its error', async () => {
  const { output } = await signup({ Asking: [{ error: 'States.TaskFailed', cause: 'no bus' }] });
  expect(output).toContain('a: failed in "Not asked" (NotAsked)');
});

test('a task that the file says nothing of is refused, with what to write', async () => {
  expect(await signup({ Asking: [{ result: { FailedEntryCount: 1 } }] })).toEqual({
    status: 1,
    output:
      'On visit 2 the machine performs the task "Asking", and a simulation cannot. Say what it comes to, beside "events": ' +
      '"tasks": { "Asking": [ { "result": { … } } ] }, or { "error": "Some.Error" }; one for each visit.\n',
  });
});

test('of an event that nobody knows it says what may be meant', async () => {
  const other = (changes: object) => ({ ...RECEIVED, wait: 0, ...changes });
  const { output } = await signup({}, [
    other({ detailType: 'Signup Recieved' }),
    other({ source: 'wev' }),
    other({ detailType: 'Signup Confirmed' }),
    other({ detailType: 'Parcel Lost' }),
  ]);
  const unknown = (source: string, name: string) =>
    `+0 s  –  ${name}  No event of "newsletter" matches source "${source}", detail-type "${name.trimEnd()}".`;
  expect(output).toBe(
    [
      `${unknown('web', 'Signup Recieved ')} Did you mean "Signup Received"?`,
      `${unknown('wev', 'Signup Received ')} Its source there is "web".`,
      `${unknown('web', 'Signup Confirmed')} Its pattern asks for more than the source and the detail-type.`,
      unknown('web', 'Parcel Lost     '),
      '\n',
    ].join('\n'),
  );
});

test('choreo compile prints the ASL that is deployed', async () => {
  const { output, status } = await run('node bin/choreo.ts compile statemachines/car-journey.yaml');
  expect(status).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ QueryLanguage: 'JSONata', StartAt: 'Announced' });
});

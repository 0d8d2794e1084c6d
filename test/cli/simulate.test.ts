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
+1 min 6 s  –    Order Accepted   No event of "marketplace-order" matches source "car", detail-type "Order Accepted".

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

test('choreo compile prints the ASL that is deployed', async () => {
  const { output, status } = await run('node bin/choreo.ts compile statemachines/car-journey.yaml');
  expect(status).toBe(0);
  expect(JSON.parse(output)).toMatchObject({ QueryLanguage: 'JSONata', StartAt: 'Announced' });
});

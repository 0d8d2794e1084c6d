import { describe, expect, jest, test } from '@jest/globals';
import { address } from '../../lib/console/address.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import { itemOf } from '../../lib/projection/parse-row.ts';
import type { DeviatingEvent } from '../../lib/projection/rows.ts';
import type { Happening } from '../console/story.ts';
import { tell } from '../console/story.ts';
import { car } from '../layout/car.ts';
import { order } from '../layout/rich.ts';
import { consolePages } from './console-page.ts';
import type { ConsolePage } from './console-page.ts';

jest.setTimeout(120_000);

const MIN = 60_000;
const HOUR = 60 * MIN;
const pages = consolePages(['clipboard-read', 'clipboard-write']);
let stage: ConsolePage['stage'];
let site: ConsolePage['site'];
let page: ConsolePage['page'];

const announced: Happening = { at: 0, take: 'Car Announced', to: 'Announced' };

async function open(
  path: string,
  seed: Parameters<typeof pages.open>[1],
  choreographies: readonly Choreography[] = [car, order],
): Promise<void> {
  ({ stage, site, page } = await pages.open(path, seed, choreographies));
}

const texts = async (selector: string) => {
  const all = await page.locator(selector).allInnerTexts();
  return all.map((each) => each.replaceAll(/\s+/gu, ' ').trim());
};
const some = (now: number) => [
  tell(car, 'car-1', now - 2 * HOUR, [announced, { at: HOUR, unexpected: 'Car Sold' }]),
  tell(car, 'car-2', now - 9 * HOUR, [{ at: 0, late: 'Car Priced', reason: 'It had ended.' }]),
  tell(order, 'order-1', now - 2 * MIN, [{ at: MIN, hold: 'Line Shipped' }]),
];
const entries = () => texts('.deviation .deviation-head');

describe('the inbox', () => {
  test('of all choreographies is one click from everywhere, and says what is the matter with what', async () => {
    await open(address.instance('car-journey', 'car-1'), some);
    await page.locator('.to-inbox').click();
    await page.locator('.deviation').nth(2).waitFor();
    expect(page.url()).toBe(`${site.url}/inbox`);
    expect(await page.title()).toBe('Inbox · Choreography monitor');
    expect(await entries()).toStrictEqual([
      expect.stringMatching(/^Line Shipped held order-1 in .+ 1 min ago$/u),
      'Car Sold unexpected car-1 in Second-hand car journey 1 h ago',
      'Car Priced late car-2 in Second-hand car journey 9 h ago',
    ]);
    expect(await texts('.deviation > div > p.dim')).toStrictEqual([
      'It came before its turn, and waits until it is awaited. It is held for another 3 min.',
      '"Car Sold" was not expected in "Announced".',
      'It had ended.',
    ]);
    expect(await texts('.rows-head p')).toStrictEqual(['3 entries']);
  });

  test('is narrowed to a kind, which its address says, and leads to the instance', async () => {
    await open('/inbox', some);
    await page.getByRole('button', { name: 'late 1' }).click();
    await page.waitForFunction(() => document.querySelectorAll('.deviation').length === 1);
    expect(page.url()).toBe(`${site.url}/inbox?kind=late`);
    expect(await texts('.kinds button')).toStrictEqual(['held 1', 'unexpected 1', 'late 1']);
    await page.getByRole('link', { name: 'car-2' }).click();
    await page.locator('h1.instance-id').waitFor();
    expect(await texts('h1')).toStrictEqual(['car-2']);
    await page.goBack();
    await page.locator('.deviation').waitFor();
    expect(await texts('.kinds button[aria-pressed=true]')).toStrictEqual(['late 1']);
  });

  test('has a command to be copied, by keyboard too', async () => {
    await open('/inbox?kind=late', some);
    await page.locator('.command summary').focus();
    await page.keyboard.press('Enter');
    const command =
      'AWS_ENDPOINT_URL=http://localhost:4566 npm run choreo -- inbox put-back car-journey --event=car-2-0 --instance=car-2';
    expect(await texts('.command pre')).toStrictEqual([command]);
    await page.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(command);
  });

  test('says how many there are where it shows a part', async () => {
    await open('/choreographies/car-journey?show=inbox', () => []);
    await page.getByText('Nothing waits, and everything so far was as declared.').waitFor();
    const flood = Array.from({ length: 1_234 }, (_, index): DeviatingEvent => {
      const [correlationId, at] = [`x${index}`, new Date(Date.now() - index * 1_000).toISOString()];
      return {
        ...{ kind: 'event', instance: `car-journey#${correlationId}`, choreography: 'car-journey' },
        ...{ correlationId, identity: `e${index}`, name: 'Car Sold', time: at, receivedAt: at },
        ...{ settledAt: at, status: 'orphan', reason: 'Nobody.', payload: '{}', hold: 0, putBack: 0, ttl: 1 },
      };
    });
    await stage.addItems(flood.map((row) => itemOf(row)));
    await page.getByText('The newest 100 of 1,234 entries').waitFor();
    expect(await page.locator('.deviation').count()).toBe(100);
    expect(await texts('.tabs button[aria-pressed=true]')).toStrictEqual(['Inbox 1,234']);
    await page.goto(site.url);
    await page.getByRole('link', { name: '1,234 deviations, 1,234 of the last day' }).waitFor();
  });

  test('fits a telephone', async () => {
    await open('/inbox', some);
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('.deviation').nth(2).waitFor();
    await page.locator('.command summary').first().click();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    await page.setViewportSize({ width: 1280, height: 800 });
  });
});

describe('the page of an instance', () => {
  test('says what it holds and for how long, and what can be done by hand', async () => {
    await open(address.instance('car-journey', 'car-3'), (now) => [
      tell(car, 'car-3', now - HOUR, [announced, { at: HOUR - MIN, hold: 'Car Sold' }]),
    ]);
    await page.getByRole('heading', { name: 'By hand' }).waitFor();
    expect(await texts('.awaits, .holds')).toStrictEqual([
      'Awaits Inspection Completed',
      expect.stringMatching(/^Holds Car Sold for another [34] min$/u),
    ]);
    expect((await texts('.entry p.dim'))[1]).toMatch(
      /^Came before its turn; waits until it is awaited, for another [34] min$/u,
    );
    expect(await texts('.command summary')).toStrictEqual(['See what it still expects', 'End it by hand']);
  });
});

describe('the overview', () => {
  test('tells the last day of each choreography, by the hour, and how long it usually takes', async () => {
    const reject: Happening = { at: HOUR, take: 'Inspection Completed', to: 'Rejected' };
    await open('/', (now) => [
      ...some(now),
      tell(car, 'car-5', now - 5 * HOUR, [announced, reject]),
      tell(car, 'car-6', now - 50 * HOUR, [announced, { ...reject, at: 3 * HOUR }]),
    ]);
    await page.locator('.day').first().waitFor();
    expect((await texts('.day p'))[0]).toBe(
      'Last day: 2 opened, 1 succeeded, 1 failed Usually takes 1 h, 66.7 % succeed',
    );
    const hours = await page.locator('.sparkline').first().getAttribute('aria-label');
    expect(hours).toBe(
      `Opened in each of the last 24 hours: ${[...Array.from({ length: 18 }, () => 0), 1, 0, 0, 1, 0, 0].join(', ')}`,
    );
  });
});

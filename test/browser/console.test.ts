import { describe, expect, jest, test } from '@jest/globals';
import { address } from '../../lib/console/address.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import { DONE } from '../../lib/definition/route.ts';
import type { Happening } from '../console/story.ts';
import { tell } from '../console/story.ts';
import { shipping } from '../console/nested-runs.ts';
import { car } from '../layout/car.ts';
import { order } from '../layout/rich.ts';
import { consolePages } from './console-page.ts';
import type { ConsolePage } from './console-page.ts';

jest.setTimeout(120_000);

const HOUR = 3_600_000;
const pages = consolePages();
const { complaints } = pages;
let stage: ConsolePage['stage'];
let site: ConsolePage['site'];
let page: ConsolePage['page'];

const announced: Happening = { at: 0, take: 'Car Announced', to: 'Announced' };
const inspected: Happening = { at: HOUR, take: 'Inspection Completed', to: 'In preparation' };
const WILD = '<img src=x onerror=alert(1)>/ a b';

async function open(
  path: string,
  seed: Parameters<typeof pages.open>[1],
  choreographies: readonly Choreography[] = [car],
): Promise<void> {
  ({ stage, site, page } = await pages.open(path, seed, choreographies));
}

const text = (selector: string) => page.locator(selector).allInnerTexts();
const state = (name: string) => page.locator(`[data-state="${name}"]`);

describe('the overview', () => {
  test('without an instance teaches the two commands that make some', async () => {
    await open('/', () => []);
    await page.getByText('Nothing has happened yet').waitFor();
    expect(await page.locator('.lessons pre').count()).toBe(2);
  });

  test('shows a new instance without being loaded again', async () => {
    await open('/', () => []);
    await page.getByText('Nothing has happened yet').waitFor();
    await stage.add(tell(car, 'car-1', Date.now(), [announced]));
    await page.getByText('Nothing has happened yet').waitFor({ state: 'detached' });
    expect(await text('.figures strong')).toStrictEqual(['1', '0', '0', '0']);
  });

  test('lines the figures of a row of cards up, however long their texts are', async () => {
    const long = {
      ...car,
      id: 'long',
      description: 'A description of many words, one after the other. '.repeat(8),
    };
    const short = { ...car, id: 'short', description: 'Short.' };
    await open('/', () => [tell(long, '1', Date.now(), [announced])], [long, short]);
    await page.locator('.figures').nth(1).waitFor();
    const tops = await page
      .locator('.figures')
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
    expect(tops).toHaveLength(2);
    expect(tops[0]).toBe(tops[1]);
  });

  test('asks no more often after the tab has been shown again and again', async () => {
    await open('/', () => []);
    await page.getByText('Nothing has happened yet').waitFor();
    await page.evaluate(() => {
      for (let time = 0; time < 20; time++) document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForTimeout(500);
    let asked = 0;
    page.on('request', () => asked++);
    await page.waitForTimeout(4_500);
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(3);
  });
});

describe('the page of a choreography', () => {
  const three = (now: number) => [
    tell(car, 'car-1', now - 3 * HOUR, [announced, inspected]),
    tell(car, 'car-2', now - 2 * HOUR, [announced]),
    tell(car, WILD, now - HOUR, [announced, { at: 1, unexpected: 'Car Sold' }]),
  ];
  const ids = () =>
    page.locator('.row-id .cut').evaluateAll((all) => all.map((each) => each.getAttribute('title')));

  test('draws every state, and who is there', async () => {
    await open('/choreographies/car-journey', three);
    await page.locator('.row').nth(2).waitFor();
    expect(await page.locator('[data-state]').count()).toBe(car.states.length);
    expect(await state('Announced').getAttribute('aria-label')).toBe('Announced: 1 here');
    expect(await ids()).toStrictEqual([WILD, 'car-2', 'car-1']);
  });

  test('is searched and filtered, and its address says how', async () => {
    const early = (now: number) => tell(car, 'early-1', now, [{ at: 0, hold: 'Car Sold' }]);
    await open('/choreographies/car-journey', (now) => [...three(now), early(now)]);
    await page.locator('.row').nth(2).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('car-1');
    await page.waitForFunction(() => document.querySelectorAll('.row').length === 1);
    expect(await ids()).toStrictEqual(['car-1']);
    expect(page.url()).toBe(`${site.url}/choreographies/car-journey?search=car-1`);
    await page.goto(`${site.url}/choreographies/car-journey?status=failed`);
    await page.locator('.row').waitFor();
    expect(await ids()).toStrictEqual([WILD]);
    await state('In preparation').click();
    await page.getByText('No instance fits').waitFor();
    await page.goBack();
    await page.locator('.row').waitFor();
    await page.goto(`${site.url}/choreographies/car-journey?search=early-1`);
    await page.locator('.quiet').waitFor();
    expect(await text('.quiet')).toStrictEqual([
      'No instance was opened for this id, but events with it have come.',
    ]);
  });

  test('moves nothing under the pointer: what is new waits behind a button', async () => {
    await open('/choreographies/car-journey', three);
    await page.locator('.row').nth(1).hover();
    await stage.add(tell(car, 'car-9', Date.now(), [announced]));
    await page.getByRole('button', { name: '1 new' }).waitFor();
    expect(await ids()).toStrictEqual([WILD, 'car-2', 'car-1']);
    await page.mouse.move(5, 5);
    await page.waitForFunction(() => document.querySelectorAll('.row').length === 4);
    expect(await ids()).toStrictEqual(['car-9', WILD, 'car-2', 'car-1']);
  });

  test('marks a row that has changed', async () => {
    await open('/choreographies/car-journey', three);
    await page.locator('.row').nth(2).waitFor();
    await stage.add(tell(car, 'car-2', Date.now() - 2 * HOUR, [announced, inspected]));
    await page.locator('.row.changed').waitFor();
    expect(await page.locator('.row.changed').innerText()).toContain('car-2');
    await page.locator('.row.changed').waitFor({ state: 'detached', timeout: 5_000 });
  });

  test('leads to an instance by keyboard alone, whatever its id is', async () => {
    await open('/choreographies/car-journey', three);
    await page.locator('.row').nth(2).waitFor();
    await page.locator('.row a').first().focus();
    await page.keyboard.press('Enter');
    await page.locator('h1.instance-id').waitFor();
    expect(await page.locator('h1').innerText()).toBe(WILD);
    expect(page.url()).toBe(site.url + address.instance('car-journey', WILD));
    await page.goBack();
    await page.locator('.row').nth(2).waitFor();
  });
});

describe('an address without a page', () => {
  test('says so where all pages do, and leads back', async () => {
    await open('/nowhere', () => []);
    await page.getByRole('heading', { name: 'There is no page at this address' }).waitFor();
    expect(await page.title()).toBe('No such page · Choreography monitor');
    await page.getByRole('link', { name: 'To the overview' }).click();
    await page.getByText('Nothing has happened yet').waitFor();
    expect(complaints.splice(0).filter((each) => !each.includes('404'))).toStrictEqual([]);
  });
});

describe('the page of an instance that is not there', () => {
  test('says so, leads back, and shows it once it comes', async () => {
    await open('/choreographies/car-journey/instances/car-7', () => []);
    await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    expect(await page.locator('main').innerText()).toContain(
      'Second-hand car journey has no instance "car-7".',
    );
    expect(await text('.live')).toStrictEqual(['Live']);
    expect(await page.locator('.crumb a').allTextContents()).toStrictEqual([
      'Second-hand car journey',
      'car-7',
    ]);
    expect(await page.title()).toBe('car-7 · Second-hand car journey · Choreography monitor');
    expect(await page.locator('main a').getAttribute('href')).toBe('/choreographies/car-journey');
    await stage.add(tell(car, 'car-7', Date.now(), [announced]));
    await page.locator('h1.instance-id').waitFor();
    // The browser itself complains of every answer that is no page.
    expect(complaints.splice(0).filter((each) => !each.includes('404'))).toStrictEqual([]);
  });
});

describe('the page of an instance', () => {
  const preparing = (now: number) =>
    tell(car, 'car-1', now - 3 * HOUR, [
      announced,
      inspected,
      { at: 2 * HOUR, take: 'Car Cleaned', to: DONE },
      { at: 2 * HOUR + 1, hold: 'Car Sold' },
    ]);

  test('says where it is, what is missing, and what happened', async () => {
    await open(address.instance('car-journey', 'car-1'), (now) => [preparing(now)]);
    await page.locator('.entry').nth(3).waitFor();
    expect(await page.locator('.status').innerText()).toMatch(
      /In preparation\s*·\s*since 2 h\s*·\s*1 of 3 arrived/u,
    );
    expect(await page.locator('.awaits').innerText()).toBe('Awaits Car Priced, Car Repaired');
    expect(await text('.entry strong')).toStrictEqual([
      'Car Announced',
      'Inspection Completed',
      'Car Cleaned',
      'Car Sold',
    ]);
    expect(await page.locator('.entry').nth(3).innerText()).toContain('held');
    expect(await state('Announced').getAttribute('aria-label')).toBe('Announced: passed');
    expect(await state('In preparation').getAttribute('aria-label')).toBe(
      'In preparation: here now, waiting, on time',
    );
    expect(await state('Sold').getAttribute('aria-label')).toBe('Sold: not reached');
  });

  test('opens a payload', async () => {
    await open(address.instance('car-journey', 'car-1'), (now) => [preparing(now)]);
    await page.getByText('Payload').first().click();
    expect(await page.locator('.payload pre').first().innerText()).toContain(
      '"detail-type": "Car Announced"',
    );
  });

  test('goes on by itself, and tells the end', async () => {
    await open(address.instance('car-journey', 'car-2'), (now) => [
      tell(car, 'car-2', now - HOUR, [announced]),
    ]);
    await page.getByText('Awaits').waitFor();
    const reject: Happening = { at: HOUR, take: 'Inspection Completed', to: 'Rejected' };
    await stage.add(tell(car, 'car-2', Date.now() - HOUR, [announced, reject]));
    await page.getByText('Ended: Rejected').waitFor();
    expect(await state('Rejected').getAttribute('aria-label')).toBe('Rejected: succeeded');
  });

  test('that nobody knows says so', async () => {
    await open(address.instance('car-journey', 'nobody'), () => []);
    await page.getByText('Second-hand car journey has no instance "nobody".').waitFor();
    complaints.splice(0);
  });
});

describe('the page of an instance with nested states', () => {
  test('draws frames, where its items are, and what each still awaits', async () => {
    await open(address.instance(order.id, 'order-1'), (now) => [shipping('order-1', now - HOUR)], [order]);
    await page.locator('.expected li').nth(2).waitFor();
    expect(await page.locator('.status').innerText()).toMatch(
      /Shipping\s*·\s*since 59 min\s*·\s*12 of 40 done/u,
    );
    expect(await state('Handling').getAttribute('aria-label')).toBe('Handling: here now, waiting, on time');
    expect(await state('On its way').getAttribute('aria-label')).toBe(
      'On its way: here now, waiting, on time, 1 of 40 items',
    );
    expect(await text('.badge')).toStrictEqual(['27 of 40', '1 of 40', '12 of 40']);
    expect(await text('.expected li')).toStrictEqual([
      'Line Shipped → On its way for 27 of 40',
      'Line Delivered → Delivered for 1 of 40',
      'Order Cancelled → Cancelled',
    ]);
  });

  test('draws arrows over the frames they lie in', async () => {
    await open(`/choreographies/${order.id}`, (now) => [shipping('order-1', now - HOUR)], [order]);
    await state('Shipping').waitFor();
    const layers = await page.evaluate(() => {
      const level = (selector: string) =>
        [...document.querySelectorAll<HTMLElement>(selector)].map((each) =>
          Number(getComputedStyle(each).zIndex === 'auto' ? 0 : getComputedStyle(each).zIndex),
        );
      return {
        frames: Math.max(...level('.react-flow__node:has(.frame)')),
        arrows: Math.min(...level('.react-flow__edges svg')),
        states: Math.min(...level('.react-flow__node:has(.state)')),
      };
    });
    expect(layers.frames).toBeLessThan(layers.arrows);
    expect(layers.arrows).toBeLessThanOrEqual(layers.states);
  });
});

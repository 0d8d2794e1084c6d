import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { openBrowser } from '../browser/browser.ts';
import { startForTest, type RunningMonitor } from './running-monitor.ts';

let monitor: RunningMonitor;
let browser: Awaited<ReturnType<typeof openBrowser>>;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  monitor = await startForTest();
  browser = await openBrowser();
  page = await browser.context.newPage();
  // Only a failing test waits that long: on a busy machine the first event takes half a minute.
  page.setDefaultTimeout(90_000);
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser.close();
  await monitor.stop();
});

const car = (detailType: string, more: object = {}) =>
  monitor.publish({ source: 'car', detailType, detail: { id: 'car-1', ...more } });

test('a car is followed from its announcement to its end, in one browser window, without reloading', async () => {
  await page.goto(monitor.url);
  await page.getByText('Nothing has happened yet').waitFor();

  await car('Car Announced', { mileage: 81_000 });
  await page.getByText('Nothing has happened yet').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Second-hand car journey' }).click();
  await page.getByText('car-1', { exact: true }).click();
  expect(page.url()).toBe(`${monitor.url}/choreographies/car-journey/instances/car-1`);
  await page.getByText('Payload').first().click();
  await page.getByText('"mileage": 81000').waitFor();

  await car('Inspection Completed', { result: 'Rejected' });
  await page.getByText('Ended: Rejected').waitFor();
  const happened = await page.locator('.timeline').innerText();
  expect(happened).toContain('Announced → Rejected');
  expect(complaints).toEqual([]);
});

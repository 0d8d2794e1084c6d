import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { buildClient, CLIENT_DIR } from '../../lib/console/build.ts';
import type { Choreography } from '../../lib/definition/model.ts';
import type { Stage } from '../console/stage.ts';
import { openStage } from '../console/stage.ts';
import type { tell } from '../console/story.ts';
import { openBrowser, serveLocally } from './browser.ts';

/** The console over a table that a test has filled, and a browser's page that shows it. */
export type ConsolePage = {
  readonly stage: Stage;
  readonly site: { readonly url: string };
  readonly page: Page;
};

/** One browser for a file of tests, one console for each test. What a page complains of fails its test. */
export function consolePages(permissions: readonly string[] = []) {
  /** A test that expects some takes them out. */
  const complaints: string[] = [];
  const ends: (() => Promise<unknown>)[] = [];
  let browser: { context: BrowserContext; close(): Promise<void> };

  beforeAll(async () => {
    await buildClient();
    browser = await openBrowser();
    await browser.context.grantPermissions([...permissions]);
  });
  afterAll(async () => browser.close());
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    expect(complaints.splice(0)).toStrictEqual([]);
  });

  async function open(
    path: string,
    seed: (now: number) => ReturnType<typeof tell>[],
    choreographies: readonly Choreography[],
  ): Promise<ConsolePage> {
    const stage = await openStage({ choreographies, clientDir: CLIENT_DIR });
    ends.push(() => stage.stop());
    await stage.add(...seed(Date.now()));
    const site = await serveLocally((request) => stage.console.fetch(request));
    ends.push(() => site.stop());
    const page = await browser.context.newPage();
    ends.push(() => page.close());
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(site.url + path);
    return { stage, site, page };
  }
  return { open, complaints };
}

import { expect, test } from '@jest/globals';
import { findBrowser } from './find-browser.ts';

test('a browser that is named must be there', () => {
  expect(() => findBrowser({ CHROMIUM_PATH: '/no/such/chromium' })).toThrow(
    'CHROMIUM_PATH is "/no/such/chromium", which is no program. Correct it, or unset it to look elsewhere.',
  );
  expect(findBrowser({ CHROME_PATH: process.execPath })).toBe(process.execPath);
});

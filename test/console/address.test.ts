import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { address, pageAt } from '../../lib/console/address.ts';

const pathOf = (path: string) => new URL(path, 'http://localhost').pathname;

describe('the addresses of pages', () => {
  test('lead back to what they were made of, whatever an id is', () => {
    const anything = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(anything, (correlationId) => {
        const page = pageAt(pathOf(address.instance('orders', correlationId)));
        expect(page).toStrictEqual({ kind: 'instance', id: 'orders', correlationId });
      }),
    );
  });

  test('that are none are known as such', () => {
    for (const path of [
      '/x',
      '/choreographies',
      '/choreographies/a/b',
      '/choreographies/a/instances',
      '/choreographies/%',
      '/choreographies/a/instances/b/c',
    ]) {
      expect(pageAt(path)).toStrictEqual({ kind: 'unknown' });
    }
    expect(pageAt('/')).toStrictEqual({ kind: 'overview' });
    expect(pageAt('/choreographies/a')).toStrictEqual({ kind: 'choreography', id: 'a' });
  });
});

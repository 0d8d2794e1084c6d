import type { Count } from '../../api.ts';

const NUMBER = new Intl.NumberFormat();

export function countText({ count, atLeast }: Count): string {
  return `${NUMBER.format(count)}${atLeast ? '+' : ''}`;
}

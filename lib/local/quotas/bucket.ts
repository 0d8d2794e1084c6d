import type { Clock } from '../clock.ts';

/** A token bucket as AWS's services have them: so many calls at once, and so many more each second. */
export type BucketSize = { readonly size: number; readonly perSecond: number };

export type Bucket = {
  /** Takes one; false where there is none. */
  take(): boolean;
  /** Milliseconds of the clock until there is one. */
  wait(): number;
};

/** Full at first. */
export function createBucket({ size, perSecond }: BucketSize, clock: Clock): Bucket {
  let [left, since] = [size, clock.now()];
  const fill = (): void => {
    const now = clock.now();
    left = Math.min(size, left + ((now - since) / 1000) * perSecond);
    since = now;
  };
  return {
    take() {
      fill();
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    wait() {
      fill();
      return left >= 1 ? 0 : Math.ceil(((1 - left) / perSecond) * 1000);
    },
  };
}

import type { UnusedPermission } from '../../lib/local/iam/unused.ts';
import type { Permission } from '../../lib/local/iam/permissions.ts';
import { liveStill } from './still.ts';
import { isPuttingOff, liveThrottled } from './throttled.ts';
import { isWaking, liveTold } from './told.ts';
import type { Finding } from './trial.ts';

export type Lives = {
  readonly findings: readonly Finding[];
  /** What its own holder needed in none of them. */
  readonly unused: readonly UnusedPermission[];
  /** What could be taken away and nobody would notice, and what was refused, while the scenarios were told. */
  readonly needless: readonly string[];
  readonly refusals: readonly string[];
};

/** Every permission is tried in one of three clouds: where time stands still, where calls are throttled, where time flies. */
export async function liveAll(assembly: string, removing: boolean): Promise<Lives> {
  const elsewhere = (permission: Permission): boolean => isPuttingOff(permission) || isWaking(permission);
  const still = await liveStill(assembly, { removing, wanted: (permission) => !elsewhere(permission) });
  const throttled = await liveThrottled(assembly, removing);
  const told = await liveTold(assembly, removing);
  return {
    findings: [still, throttled, told].flatMap(({ findings }) => findings),
    unused: unusedInAll([still, throttled, told].map(({ unused }) => unused)),
    needless: told.needless,
    refusals: told.refusals,
  };
}

function unusedInAll(lives: readonly (readonly UnusedPermission[])[]): readonly UnusedPermission[] {
  const [first = [], ...others] = lives;
  const keys = others.map((unused) => new Set(unused.map(keyOf)));
  return first.filter((one) => keys.every((known) => known.has(keyOf(one))));
}

function keyOf({ holder, policy, statement, actions, resources }: UnusedPermission): string {
  return JSON.stringify([holder, policy, statement, actions, resources]);
}

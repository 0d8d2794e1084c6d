import { floodNotice } from '../../lib/projection/flood.ts';
import type { Window } from '../../lib/projection/notice-cap.ts';
import type { Sweeping } from './sweeping.ts';

/** Tells how many deviations there were. After a crash before the last call it is told again, with the same id. */
export async function closeWindow(
  window: Window,
  { bus, windows }: Pick<Sweeping, 'bus' | 'windows'>,
): Promise<void> {
  const total = await windows.total(window);
  const refused = await bus.publish([floodNotice(window, total)]);
  const [why] = refused.values();
  if (why !== undefined) throw new Error(`The bus did not take how many were "${window.deviation}": ${why}`);
  await windows.close(window, total);
}

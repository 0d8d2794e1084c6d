import type { Player } from '../asl/engine/player.ts';
import type { Clock } from '../clock.ts';
import type { Json, Place } from '../service.ts';
import type { Request } from './request.ts';
import type { Store } from './store.ts';

/** What every operation works with. */
export type Context = {
  readonly store: Store;
  readonly player: Player;
  readonly clock: Clock;
  readonly place: Place;
  readonly newId: () => string;
};

export type Operation = (request: Request, context: Context) => Json | Promise<Json>;

export type Operations = { readonly [name: string]: Operation };

/** The protocol has instants as seconds with a fraction. */
export function seconds(instant: number): number {
  return instant / 1000;
}

import { printGeneration } from './generation.ts';
import type { Generation } from './generation.ts';
import type { Occurrence } from './messages.ts';

/** Why somebody works on an instance. All run the same loop. */
export type Trigger =
  /** An event message. Without `event` its row is there already: it was put back. */
  | {
      readonly kind: 'event';
      readonly instance: string;
      readonly identity: string;
      readonly event?: Occurrence;
    }
  | {
      readonly kind: 'look';
      readonly instance: string;
      readonly identity: string;
      readonly putBack: number;
    }
  /** A WAIT was put into the table. */
  | { readonly kind: 'wait'; readonly instance: string; readonly token: string }
  | { readonly kind: 'close'; readonly instance: string; readonly generation: Generation };

/** By this name a trigger's unfinished marks are found again after a crash; an event and its looks share it. */
export function nameOf(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'event':
    case 'look':
      return `event:${trigger.identity}`;
    case 'wait':
      return `wait:${trigger.token}`;
    case 'close':
      return `close:${printGeneration(trigger.generation)}`;
  }
}

/** The event that the trigger is about. */
export function ownIdentity(trigger: Trigger): string | undefined {
  return trigger.kind === 'event' || trigger.kind === 'look' ? trigger.identity : undefined;
}

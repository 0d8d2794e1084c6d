import type { Clock } from '../clock.ts';
import { AwsError, type Caller, type Json, type Service } from '../service.ts';
import { createBucket, type Bucket } from './bucket.ts';
import type { Limits } from './limits.ts';

/** Limits of an account, so that a load shows what AWS would do with it. */
export type Quotas = {
  /** The same service, but refusing what is too much, as AWS does. */
  limit<S extends Service>(states: S): S;
  /** Takes one state transition; where there is none left, resolves when there may be one again, and none is taken. */
  transition(): Promise<void> | undefined;
};

/** @param tell Once for each kind of throttling in a minute: what was refused, and how much there is. */
export function createQuotas(
  { operations, transitions }: Limits,
  { clock, tell }: { readonly clock: Clock; readonly tell: (text: string) => void },
): Quotas {
  const calls = new Map<string, Bucket>(
    Object.entries(operations).map(([name, size]) => [name, createBucket(size, clock)]),
  );
  const steps = createBucket(transitions, clock);
  const said = onceAMinute(clock, tell);

  const admit = (operation: string): void => {
    if (calls.get(operation)?.take() !== false) return;
    said(operation, `${operation} is throttled: the account's quota is used up.`);
    throw new AwsError('ThrottlingException', 'Rate exceeded');
  };
  return {
    limit: (states) => ({
      ...states,
      async call(operation: string, input: Json, caller: Caller): Promise<Json> {
        admit(operation);
        return states.call(operation, input, caller);
      },
    }),
    transition() {
      if (steps.take()) return undefined;
      said('transitions', 'Executions wait: the quota of state transitions is used up.');
      return new Promise((resolve) => void clock.at(clock.now() + steps.wait(), resolve));
    },
  };
}

const MINUTE = 60_000;

function onceAMinute(clock: Clock, tell: (text: string) => void): (kind: string, text: string) => void {
  const last = new Map<string, number>();
  return (kind, text) => {
    const now = clock.now();
    if (now - (last.get(kind) ?? -Infinity) < MINUTE) return;
    last.set(kind, now);
    tell(text);
  };
}

/** What `decide` said, as calls; and what follows from DescribeExecution. */
import type { Act, EventAct } from './acts.ts';
import type { ExecutionReport } from './calls.ts';
import { closeCall, lastStateOf, statesOf } from './closing.ts';
import { executionName, saidBy } from './execution.ts';
import { compareGenerations } from './generation.ts';
import { HOUR, isoOf, millisOf, SECOND, ttlFrom } from './instants.ts';
import type { Look } from './messages.ts';
import { nextLook } from './decide.ts';
import { calling, DONE } from './phases.ts';
import type { Phase, Step, Surroundings } from './phases.ts';
import type { EventRow } from './rows.ts';
import { afterMark } from './shell-marked.ts';
import { activeWaits } from './regions.ts';
import { holdEnd } from './situation.ts';
import type { Situation } from './situation.ts';
import type { Trigger } from './trigger.ts';

/** A queue's delay ends here; a look for later hops. */
const LONGEST_DELAY = 900;

export function acting(act: Act, situation: Situation): Step {
  const { trigger, now } = situation;
  const { instance } = trigger;
  switch (act.act) {
    case 'answer': {
      const { token, key, memories } = act.wait;
      const output = JSON.stringify(saidBy(act.answer, memories?.at(-1)));
      return calling({ call: 'sendSuccess', token, output }, { at: 'answer', trigger, key, token });
    }
    case 'resume':
      return afterMark({ trigger, row: act.row, fresh: false, token: act.token });
    case 'reopen':
      return reopening(trigger, act.generation, now);
    case 'put':
    case 'change':
      return writing(trigger, act);
    case 'makeSure': {
      const { choreography, execution } = act.instance;
      return calling(
        { call: 'describeExecution', choreography, execution },
        { at: 'makeSure', trigger, instance: act.instance, then: act.then },
      );
    }
    case 'drop': {
      const { key, token } = act.wait;
      return calling({ call: 'dropWait', instance, key, token }, { at: 'write', trigger });
    }
    case 'describe': {
      const { row, generation, unexpected } = act;
      const execution = executionName(row.correlationId, generation.run);
      return calling(
        { call: 'describeExecution', choreography: row.choreography, execution },
        {
          at: 'describe',
          trigger,
          row,
          generation: { run: generation.run, redrive: generation.redrive },
          unexpected,
          leftover: statesOf(activeWaits(situation)),
        },
      );
    }
    case 'look':
      return looking(act.row, act.at, situation);
    case 'nothing':
      return DONE;
  }
}

function writing(trigger: Trigger, { act, row, token }: EventAct): Step {
  const condition = act === 'put' ? ({ kind: 'absent' } as const) : heldStill(row);
  return calling({ call: 'putEvent', row, condition }, { at: act, trigger, row, token });
}

function heldStill({ putBack }: EventRow) {
  return { kind: 'held', putBack } as const;
}

function reopening(trigger: Trigger, generation: { run: number; redrive: number }, now: number): Step {
  const timerAt = isoOf(now + HOUR);
  return calling(
    { call: 'reopenInstance', instance: trigger.instance, generation, timerAt, ttl: ttlFrom(now) },
    { at: 'write', trigger },
  );
}

function looking(row: EventRow, at: number, around: Surroundings): Step {
  const { instance, identity, name, putBack } = row;
  return lookCall({ instance, identity, name, putBack, at: isoOf(at) }, around);
}

/** To the queue that its event came by. */
export function lookCall(look: Look, { subscription, now }: Surroundings): Step {
  const starts = subscription.start.some(({ event }) => event === look.name);
  const delay = Math.ceil((millisOf(look.at) - now) / SECOND);
  return calling(
    {
      call: 'sendMessage',
      choreography: subscription.choreography,
      queue: starts ? 'start' : 'events',
      message: { kind: 'look', look },
      delaySeconds: Math.max(0, Math.min(LONGEST_DELAY, delay)),
    },
    { at: 'look' },
  );
}

/** INSTANCE says that its run failed: is that still so? */
export function afterMakeSure(
  phase: Extract<Phase, { at: 'makeSure' }>,
  report: ExecutionReport | undefined,
  { now }: Surroundings,
): Step {
  const { trigger, instance, then } = phase;
  if (report?.status === 'running' && report.redrive > instance.redrive) {
    return reopening(trigger, { run: instance.run, redrive: report.redrive }, now);
  }
  return writing(trigger, then);
}

/** Rule 7: the own event's hold is over. */
export function afterDescribe(
  phase: Extract<Phase, { at: 'describe' }>,
  report: ExecutionReport | undefined,
  around: Surroundings,
): Step {
  const { trigger, row, generation, unexpected, leftover } = phase;
  const { subscription, now } = around;
  const lookLater = (): Step => looking(row, nextLook(holdEnd(row), now, row.identity), around);
  if (report === undefined) return lookLater();
  if (report.status === 'running') {
    return unexpected === undefined ? lookLater() : writing(trigger, unexpected);
  }
  const closed = { run: generation.run, redrive: report.redrive };
  // Claimed for a redrive that has not begun.
  if (compareGenerations(closed, generation) < 0) return lookLater();
  const lastState = lastStateOf(report, subscription) ?? leftover;
  return calling(closeCall(row.instance, closed, report, lastState, now), { at: 'write', trigger });
}

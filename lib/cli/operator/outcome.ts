import { setTimeout as sleep } from 'node:timers/promises';
import type { Reply } from '../../projection/calls.ts';
import type { OperatorEnd, OperatorStep, OperatorSurroundings } from '../../projection/operating/acts.ts';
import { operate } from '../../projection/operating/operate.ts';
import type { Session } from './session.ts';

const TRIES = 5;
/** Milliseconds; doubled each time. */
const FIRST_PAUSE = 200;

/** Runs an act to its end. Where the services ask for less it is begun again, which every act bears. */
export async function perform<Phase>(
  begin: (around: OperatorSurroundings) => OperatorStep<Phase>,
  next: (phase: Phase, reply: Reply, around: OperatorSurroundings) => OperatorStep<Phase>,
  { ports }: Session,
  failures: { readonly [error: string]: string } = {},
): Promise<OperatorEnd> {
  const around = (): OperatorSurroundings => ({ subscription: { failures }, now: Date.now() });
  for (let tries = 1; ; tries++) {
    const end = await operate(begin(around()), next, ports, around);
    if (end.end !== 'throttled' || tries === TRIES) return end;
    await sleep(FIRST_PAUSE * 2 ** tries);
  }
}

/** Prints how it ended. The result is the exit status: 0 where it was done. */
export function report(end: OperatorEnd, json: boolean, about: Readonly<Record<string, unknown>>): number {
  const done = end.end === 'done';
  if (json) process.stdout.write(`${JSON.stringify({ ...about, outcome: end.end, message: end.why })}\n`);
  else (done ? process.stdout : process.stderr).write(`${wordsFor(end)}\n`);
  return done ? 0 : 1;
}

export function wordsFor({ end, why }: OperatorEnd): string {
  switch (end) {
    case 'done':
    case 'absent':
    case 'refused':
      return why;
    case 'failed':
      return `Not done: ${why}`;
    case 'throttled':
      return `Not done, for the service asks for fewer calls: ${why} Give the command again in a moment.`;
  }
}

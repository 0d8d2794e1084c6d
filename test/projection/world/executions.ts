/** Step Functions for one instance, as pure functions: what the compiled machine does with what it is sent. */
import type { Choreography, Handler, State } from '../../../lib/definition/model.ts';
import { MEMBER_DONE } from '../../../lib/definition/wire.ts';
import type { ExecutionReport, TokenEnd } from '../../../lib/projection/calls.ts';
import type { Generation } from '../../../lib/projection/generation.ts';
import type { WaitingRow } from '../../../lib/projection/rows.ts';
import { anticipatedByMember, anticipatedIn, memberHandlers } from '../../../lib/semantics/awaited.ts';
import { stateNamed } from '../../../lib/semantics/states.ts';

export type Token = {
  readonly row: WaitingRow;
  readonly phase: 'putting' | 'waiting' | 'ended';
  readonly end?: TokenEnd;
  /** The same put is still under way. */
  readonly late: boolean;
  /** The history shows how it ended; asked for only where the history lags. */
  readonly shown: boolean;
};
export type Run = {
  readonly status: 'running' | 'succeeded' | 'failed' | 'aborted';
  readonly redrive: number;
  readonly input: string;
  readonly by: string;
  readonly state: string;
  /** Of an `all`: the members that have not come. */
  readonly pending: readonly string[];
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
};
/** The newest run is the last one. Tokens are numbered in the order in which they were made. */
export type Executions = { readonly runs: readonly Run[]; readonly tokens: readonly Token[] };

const EPOCH = Date.parse('2026-01-01T00:00:00.000Z');

export class Machine {
  readonly choreography: Choreography;
  readonly instance: string;
  constructor(choreography: Choreography, correlationId: string) {
    this.choreography = choreography;
    this.instance = `${choreography.id}#${correlationId}`;
  }

  start(all: Executions, to: string, by: string, input: string): Executions {
    const run: Run = { status: 'running', redrive: 0, input, by, state: to, pending: [] };
    return this.enter({ ...all, runs: [...all.runs, run] }, to);
  }

  /** A success of the token at `index`: its Choice, or the one way out, leads to `to`. */
  succeed(all: Executions, index: number, to: string, end: TokenEnd): Executions {
    const ended = endToken(all, index, end);
    const row = all.tokens[index]?.row;
    const run = all.runs.at(-1);
    if (to !== MEMBER_DONE || row === undefined || run === undefined) return this.enter(ended, to);
    const pending = run.pending.filter((member) => member !== row.member);
    const state = stateNamed(this.choreography, run.state);
    const left = changeRun(ended, { pending });
    return pending.length === 0 && state.kind === 'all' ? this.enter(left, state.onDone) : left;
  }

  close(all: Executions, change: Partial<Run>): Executions {
    return changeRun(endLive(all), change);
  }

  deadline(all: Executions): Executions {
    const run = all.runs.at(-1);
    const state = run === undefined ? undefined : stateNamed(this.choreography, run.state);
    if (state === undefined || state.kind === 'final' || state.after === undefined) return all;
    return this.enter(all, state.after.target);
  }

  /** Goes on where it failed; a Fail state fails again. */
  redrive(all: Executions): Executions {
    const run = all.runs.at(-1);
    if (run === undefined) return all;
    const { redrive, input, by, state, pending } = run;
    const again: Run = { status: 'running', redrive: redrive + 1, input, by, state, pending };
    const running = { ...all, runs: [...all.runs.slice(0, -1), again] };
    return this.enter(running, state, pending);
  }

  /** Its put failed, as far as the execution knows: the same task again, under a new token. */
  retry(all: Executions, index: number): Executions {
    const row = all.tokens[index]?.row;
    if (row === undefined) return all;
    const number = all.tokens.length;
    const again = { ...row, token: `T${row.run}.${number}`, order: orderOf(row, number) };
    const ended = endToken(all, index, { kind: 'otherwise' });
    const token: Token = { row: again, phase: 'putting', late: false, shown: false };
    return { ...ended, tokens: [...ended.tokens, token] };
  }

  private enter(all: Executions, name: string, members?: readonly string[]): Executions {
    const state = stateNamed(this.choreography, name);
    const left = endLive(all);
    if (state.kind === 'final') return changeRun(left, finished(state));
    if (state.kind === 'wait') {
      const entered = changeRun(left, { state: name, pending: [] });
      return this.addToken(entered, state, 'WAIT#', state.on, anticipatedIn(this.choreography, state));
    }
    const pending = members ?? state.members;
    const visit = left.tokens.length;
    return pending.reduce(
      (before, member) =>
        this.addToken(
          before,
          state,
          `WAIT#${name}/${member}`,
          memberHandlers(state, member),
          anticipatedByMember(this.choreography, state, member),
          { member, visit },
        ),
      changeRun(left, { state: name, pending }),
    );
  }

  private addToken(
    all: Executions,
    state: State,
    key: string,
    awaits: readonly Handler[],
    anticipates: readonly string[],
    of?: { readonly member: string; readonly visit: number },
  ): Executions {
    const run = all.runs.at(-1);
    const number = all.tokens.length;
    const generation = { run: all.runs.length, redrive: run?.redrive ?? 0 };
    const row: WaitingRow = {
      kind: 'wait',
      instance: this.instance,
      choreography: this.choreography.id,
      correlationId: this.instance.slice(this.choreography.id.length + 1),
      key,
      token: `T${generation.run}.${number}`,
      order: orderOf(generation, number),
      ...generation,
      state: state.name,
      enteredAt: new Date(EPOCH + (of?.visit ?? number)).toISOString(),
      ...(of === undefined ? {} : { member: of.member }),
      awaits,
      anticipates,
      policies: Object.fromEntries(
        this.choreography.events.map(({ name, unexpected }) => [name, unexpected]),
      ),
      version: 'v1',
      ttl: 0,
    };
    return { ...all, tokens: [...all.tokens, { row, phase: 'putting', late: false, shown: false }] };
  }
}

function orderOf({ run, redrive }: Generation, number: number): string {
  return [run, redrive, number, 0].map((part) => String(part).padStart(4, '0')).join('#');
}

function finished(state: Extract<State, { kind: 'final' }>): Partial<Run> {
  return state.outcome === 'succeeded'
    ? { status: 'succeeded', state: state.name, output: JSON.stringify({ state: state.name }) }
    : { status: 'failed', state: state.name, error: state.error ?? state.name };
}

function changeRun(all: Executions, change: Partial<Run>): Executions {
  const run = all.runs.at(-1);
  return run === undefined ? all : { ...all, runs: [...all.runs.slice(0, -1), { ...run, ...change }] };
}

export function endToken(all: Executions, index: number, end: TokenEnd): Executions {
  return changeToken(all, index, { phase: 'ended', end });
}

export function changeToken(all: Executions, index: number, change: Partial<Token>): Executions {
  return {
    ...all,
    tokens: all.tokens.map((token, number) => (number === index ? { ...token, ...change } : token)),
  };
}

function endLive(all: Executions): Executions {
  return {
    ...all,
    tokens: all.tokens.map((token) =>
      token.phase === 'ended' ? token : { ...token, phase: 'ended', end: { kind: 'otherwise' } },
    ),
  };
}

/** What DescribeExecution says. */
export function reportOf(run: Run): ExecutionReport {
  const { status, redrive, input, output, error, cause } = run;
  return {
    status,
    redrive,
    input,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(status === 'running' ? {} : { stoppedAt: '2026-01-01T01:00:00.000Z' }),
  };
}

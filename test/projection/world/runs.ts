/** What Step Functions knows of one instance, and each change of it. */
import type { ExecutionReport, TokenEnd } from '../../../lib/projection/calls.ts';
import type { WaitingRow } from '../../../lib/projection/rows.ts';
import type { Plan } from '../../../lib/semantics/plan.ts';
import { isWithin } from './flows.ts';
import type { Flow, Flows } from './flows.ts';

export type Token = {
  readonly row: WaitingRow;
  /** Of the region that it stands in. */
  readonly path: string;
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
  /** The tokens of the redrives that had their effect. */
  readonly redrivenBy?: readonly string[];
  /** Nobody can redrive it any more. */
  readonly spent?: true;
  readonly input: string;
  readonly by: string;
  /** The outermost. */
  readonly state: string;
  readonly flows: Flows;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
};
/** The newest run is the last one. Tokens are numbered in the order in which they were made. */
export type Executions = { readonly runs: readonly Run[]; readonly tokens: readonly Token[] };
export function changeRun(all: Executions, change: Partial<Run>): Executions {
  const run = all.runs.at(-1);
  return run === undefined ? all : { ...all, runs: [...all.runs.slice(0, -1), { ...run, ...change }] };
}

export function withFlow(all: Executions, path: string, flow: Flow): Executions {
  const flows = all.runs.at(-1)?.flows ?? {};
  const state = path === '' ? { state: flow.place } : {};
  return changeRun(all, { flows: { ...flows, [path]: flow }, ...state });
}

export function withoutInner(all: Executions, path: string): Executions {
  const flows = Object.entries(all.runs.at(-1)?.flows ?? {});
  const kept = flows.filter(([other]) => other === path || !isWithin(other, path));
  return kept.length === flows.length ? all : changeRun(all, { flows: Object.fromEntries(kept) });
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

/** Whatever stands in that region, or in one inside it, is left. */
export function endLive(all: Executions, path: string): Executions {
  const tokens = all.tokens.map((token): Token =>
    token.phase === 'ended' || !isWithin(token.path, path)
      ? token
      : { ...token, phase: 'ended', end: { kind: 'otherwise' } },
  );
  return { ...all, tokens };
}

/** The Fail state that a run ended in, by the choreography's own word. */
export function endsIn({ places }: Plan, { status, state }: Run): string | undefined {
  return status === 'failed' && places.get(state)?.kind === 'end' ? state : undefined;
}

/** What DescribeExecution says. */
export function reportOf(run: Run): ExecutionReport {
  const { status, redrive, input, output, error, cause, spent } = run;
  return {
    status,
    redrive,
    input,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    ...(spent === undefined ? {} : { notRedrivable: 'It is spent.' }),
    ...(status === 'running' ? {} : { stoppedAt: '2026-01-01T01:00:00.000Z' }),
  };
}

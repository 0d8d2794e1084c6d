import { objectOf, textOf } from '../json.ts';
import type { Log } from '../log.ts';
import type { Place } from '../service.ts';
import type { Watch } from '../watch.ts';
import type { Iam } from './iam.ts';

export type ActingFunction = {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** The name of the log group that takes its lines. */
  readonly logGroup: string;
  /** Whether Lambda traces every invocation. */
  readonly traced: boolean;
};

/** What Lambda does with a function's role whenever the function runs: it writes its log, and its traces. */
export type FunctionRuns = {
  add(of: ActingFunction): void;
  /** Sees the invocations. */
  readonly watch: Watch;
  /** Without the lines of functions whose role may not write them. */
  readonly log: Log;
};

const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const TRACES = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'];

export function createFunctionRuns(iam: Iam, { region, account }: Place, log: Log): FunctionRuns {
  const functions = new Map<string, ActingFunction>();
  const lost = new Set<string>();

  const allowed = (of: ActingFunction, actions: readonly string[], resource: string): boolean =>
    actions
      .map((action) => iam.refusalAtOnce({ roleArn: of.roleArn, functionArn: of.arn }, { action, resource }))
      .every((refusal) => refusal === undefined);
  /** Once, until it may write them again. */
  const tell = (isAllowed: boolean, things: string): void => {
    if (isAllowed) lost.delete(things);
    else if (!lost.has(things)) {
      lost.add(things);
      const text = `The ${things} are lost, as on AWS: its role may not write them.`;
      log({ source: 'cloud', level: 'warning', text });
    }
  };
  /** Whether its lines are kept. */
  const ran = (name: string): boolean => {
    const of = functions.get(name);
    if (of === undefined) return true;
    const stream = `arn:aws:logs:${region}:${account}:log-group:${of.logGroup}:log-stream:local`;
    const kept = allowed(of, LOGS, stream);
    tell(kept, `lines that ${of.name} writes to its log`);
    if (of.traced) tell(allowed(of, TRACES, '*'), `traces of ${of.name}`);
    return kept;
  };
  return {
    add: (of) => void functions.set(of.name, of),
    watch: {
      begin: () => undefined,
      change: () => undefined,
      call: ({ input }) => void ran(textOf(objectOf(input)['FunctionName']) ?? ''),
    },
    log: (line) => {
      if (ran(line.source)) log(line);
    },
  };
}

/** Both see all. */
export function bothWatch(one: Watch, other: Watch | undefined): Watch {
  if (other === undefined) return one;
  return {
    begin(service, operation) {
      one.begin(service, operation);
      other.begin(service, operation);
    },
    call(call) {
      one.call(call);
      other.call(call);
    },
    change(record) {
      one.change(record);
      other.change(record);
    },
  };
}

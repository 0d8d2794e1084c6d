/** What the stack tells its functions. */
export type Environment = {
  readonly tableName: string;
  readonly busName: string;
  /** What the names of queues, functions and state machines begin with, the hyphen included. */
  readonly prefix: string;
  /** Followed by a choreography's id: its state machine. */
  readonly stateMachineArnPrefix: string;
  /** Followed by `<choreography id>-start` or `<choreography id>-events`: a queue's address. */
  readonly queueUrlPrefix: string;
};

const CLOSINGS = 'closings';
const NAMES = ['TABLE_NAME', 'BUS_NAME', 'STATE_MACHINE_ARN_PREFIX', 'CLOSINGS_QUEUE_URL'] as const;

/** @throws where the stack has not said all of it. */
export function parseEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const missing = NAMES.filter((name) => (variables[name] ?? '') === '');
  if (missing.length > 0) throw new Error(`The function's environment lacks ${missing.join(', ')}.`);
  const value = (name: (typeof NAMES)[number]): string => variables[name] ?? '';
  const stateMachineArnPrefix = value('STATE_MACHINE_ARN_PREFIX');
  return {
    tableName: value('TABLE_NAME'),
    busName: value('BUS_NAME'),
    stateMachineArnPrefix,
    prefix: stateMachineArnPrefix.slice(stateMachineArnPrefix.lastIndexOf(':') + 1),
    queueUrlPrefix: queueUrlPrefix(value('CLOSINGS_QUEUE_URL')),
  };
}

/** All queues of a monitor lie beside each other and begin alike: `<prefix>-closings`, `<prefix>-<choreography>-start`. */
function queueUrlPrefix(closingsUrl: string): string {
  if (!closingsUrl.endsWith(`-${CLOSINGS}`))
    throw new Error(`CLOSINGS_QUEUE_URL is "${closingsUrl}", but it must end with "-${CLOSINGS}".`);
  return closingsUrl.slice(0, -CLOSINGS.length);
}

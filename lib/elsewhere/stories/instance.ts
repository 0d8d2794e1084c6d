import type { DescribeExecutionCommandOutput } from '@aws-sdk/client-sfn';
import { standingIn, type Row } from '../monitored.ts';
import { isMoving, linesOf, statesIn } from '../trace/history.ts';
import { scrubbed, type Peculiarities } from '../trace/scrub.ts';
import type { Part } from '../trace/trace.ts';
import type { Stage } from './story.ts';
import { atRest, awaited } from './waiting.ts';

/** Everything that is to be seen of an instance, once nothing changes any more. */
export async function partsOf(
  stage: Stage,
  choreography: string,
  correlationId: string,
): Promise<readonly Part[]> {
  await awaited(
    stage,
    () => stage.monitored.rowsOf(choreography, correlationId),
    (rows) => !rows.some((row) => isUnderWay(row, Date.now() + stage.patience * 1000)),
  );
  await awaited(
    stage,
    () => historiesOf(stage, choreography, correlationId),
    (histories) => !histories.some(isMoving),
  );
  return atRest(stage, () => look(stage, choreography, correlationId));
}

async function historiesOf({ monitored }: Stage, choreography: string, correlationId: string) {
  const names = executionNames(await monitored.rowsOf(choreography, correlationId));
  return Promise.all(names.map((name) => monitored.historyOf(choreography, name)));
}

/** Events that are held for days stay where they are; what will be decided before `until` is waited for. */
function isUnderWay({ status, receivedAt, hold, settle }: Row, until: number): boolean {
  if (status === 'sent') return true;
  if (status !== 'held' || typeof receivedAt !== 'string') return false;
  const longest = Math.max(Number(hold ?? 0), Number(settle ?? 0));
  return Date.parse(receivedAt) + longest < until;
}

async function look(
  { monitored, peculiarities }: Stage,
  choreography: string,
  correlationId: string,
): Promise<readonly Part[]> {
  const rows = await monitored.rowsOf(choreography, correlationId);
  const { status, state } = standingIn(rows);
  const names = executionNames(rows);
  const executions = await Promise.all(
    names.map(async (name, index) => {
      const which = names.length === 1 ? 'the execution' : `execution ${index + 1}`;
      const described = await monitored.describe(choreography, name);
      const history = await monitored.historyOf(choreography, name);
      return [
        { about: which, lines: executionLines(described, peculiarities) },
        { about: `the states of ${which}`, lines: statesIn(history) },
        { about: `the history of ${which}`, lines: linesOf(history, peculiarities) },
      ];
    }),
  );
  return [
    { about: 'where it stands', lines: [`${String(status)} in "${String(state)}"`] },
    { about: 'its events', lines: eventLines(rows, peculiarities) },
    ...executions.flat(),
  ];
}

/** As the rows know them: of each run one. */
function executionNames(rows: readonly Row[]): readonly string[] {
  const instances = rows.filter(({ key }) => key === 'INSTANCE');
  const names = instances.flatMap(({ execution }) => (typeof execution === 'string' ? [execution] : []));
  return [...new Set(names)].map((name) => name.slice(name.lastIndexOf(':') + 1));
}

function executionLines(
  { name, status, error, cause, input, output, redriveCount }: DescribeExecutionCommandOutput,
  peculiarities: Peculiarities,
): readonly string[] {
  const told = { name, status, error, cause, input, output, redriveCount };
  return Object.entries(told)
    .filter(([, value]) => value !== undefined)
    .map(([what, value]) => `${what}: ${scrubbed(value, peculiarities)}`);
}

/** Each with what became of it; the order in which they came is by chance where they come at once. */
function eventLines(rows: readonly Row[], peculiarities: Peculiarities): readonly string[] {
  return rows
    .filter(({ key }) => String(key).startsWith('EVENT#'))
    .map(({ name, status, reason }) => scrubbed({ name, status, reason }, peculiarities))
    .sort();
}

/** What an operator is warned of about an open instance, once for each generation. The sweep finds it. */
import type { ExecutionReport } from './calls.ts';
import { compareGenerations, printGeneration } from './generation.ts';
import type { Generation } from './generation.ts';
import { HOUR, dated, isoOf, millisOf } from './instants.ts';
import { operatorCommand } from './operator-command.ts';
import type { InstanceRow, OpenInstance } from './rows.ts';

/** `year-end`: Step Functions will end it soon. `unfinished-redrive`: a redrive was claimed, and then not made. */
export const WARNINGS = ['year-end', 'unfinished-redrive'] as const;
export type Warning = { readonly kind: (typeof WARNINGS)[number]; readonly generation: Generation };

const DAY = 24 * HOUR;
/** An execution that is a year old is ended by Step Functions, whatever it waits for. */
const YEAR = 365 * DAY;
const AHEAD = 14 * DAY;

/** As INSTANCE has it in its set `warned`: `year-end#1.0`. */
export function printWarning({ kind, generation }: Warning): string {
  return `${kind}#${printGeneration(generation)}`;
}

/** @throws where it is none. */
export function parseWarning(text: string): Warning {
  const [name, run, redrive] = /^([a-z-]+)#(\d+)\.(\d+)$/.exec(text)?.slice(1) ?? [];
  const kind = WARNINGS.find((known) => known === name);
  if (kind === undefined) throw new Error(`"${text}" is no warning.`);
  return { kind, generation: { run: Number(run), redrive: Number(redrive) } };
}

/** What its execution's report gives to warn of, and was not said yet. */
export function warningsFor(row: OpenInstance, report: ExecutionReport, now: number): readonly Warning[] {
  const generation = { run: row.run, redrive: row.redrive };
  const reported = { run: row.run, redrive: report.redrive };
  const running = report.status === 'running';
  const warnings: Warning[] = [];
  if (!running && compareGenerations(reported, generation) < 0)
    warnings.push({ kind: 'unfinished-redrive', generation });
  if (running && millisOf(row.openedAt) + YEAR - AHEAD <= now)
    warnings.push({ kind: 'year-end', generation });
  return warnings.filter((warning) => row.warned?.includes(printWarning(warning)) !== true);
}

/** The notice's detail about it, a sentence for people included. */
export function wordsOf(
  { kind, generation }: Warning,
  row: Pick<InstanceRow, 'choreography' | 'correlationId' | 'openedAt'>,
): Readonly<Record<string, string>> {
  switch (kind) {
    case 'year-end': {
      const endsAt = isoOf(millisOf(row.openedAt) + YEAR);
      return {
        endsAt,
        reason: `It was opened on ${dated(row.openedAt)}, and Step Functions ends every execution after a year, this one about ${dated(endsAt)}.`,
      };
    }
    case 'unfinished-redrive': {
      const command = operatorCommand('redrive', [row.choreography, row.correlationId]);
      return {
        command,
        reason: `Redrive ${generation.redrive} of run ${generation.run} was begun, but its execution has not been redriven. The same command again mends it: ${command}`,
      };
    }
  }
}

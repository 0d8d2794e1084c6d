/** Whether a machine stands where semantics says, or ended as it says. */
import { waitsOf } from '../../../lib/semantics/awaited.ts';
import { activeStates } from '../../../lib/semantics/configuration.ts';
import type { Configuration } from '../../../lib/semantics/configuration.ts';
import type { Plan } from '../../../lib/semantics/plan.ts';
import type { RunHistory } from './history.ts';

export function endingOf(configuration: Configuration, { execution, run }: RunHistory): readonly string[] {
  const { status, output, error, cause } = execution;
  const meant =
    configuration.kind === 'open'
      ? `it stands at ${activeStates(configuration).join(', ')}`
      : said(configuration);
  const wrong = (actual: string): readonly string[] => [`run ${run} ${actual}, semantics says: ${meant}`];
  switch (status) {
    case 'RUNNING':
      return configuration.kind === 'open' ? [] : wrong('is still running');
    case 'SUCCEEDED': {
      const { state } = JSON.parse(output ?? '{}') as { readonly state?: string };
      const isMeant = configuration.kind === 'ended' && configuration.outcome === 'succeeded';
      return isMeant && configuration.state === state ? [] : wrong(`succeeded in "${state}"`);
    }
    default: {
      const isMeant = configuration.kind === 'ended' && configuration.outcome === 'failed';
      const actual = `failed with "${error}" (${cause})`;
      if (!isMeant || configuration.error !== error) return wrong(actual);
      return configuration.cause === undefined || configuration.cause === cause ? [] : wrong(actual);
    }
  }
}

function said(configuration: Extract<Configuration, { kind: 'ended' }>): string {
  const { state, outcome, error, cause } = configuration;
  return `it ${outcome} in "${state}"${error === undefined ? '' : ` with "${error}" (${cause})`}`;
}

/** At rest, of a run that goes on: the waits it has are those that it must have. */
export function standingWrong(
  plan: Plan,
  configuration: Configuration,
  history: RunHistory,
): readonly string[] {
  if (history.execution.status !== 'RUNNING' || configuration.kind === 'ended') return [];
  const actual = history.puts
    .filter(({ end }) => end === 'waiting')
    .map(({ row }) => `${row.state} ${row.key}`);
  const expected = waitsOf(plan, configuration).map(({ key, place }) => `${place.name} WAIT#${key}`);
  const [one, other] = [actual.sort().join(', '), expected.sort().join(', ')];
  return one === other ? [] : [`run ${history.run} waits at ${one}; semantics says: ${other}`];
}

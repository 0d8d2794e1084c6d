/** What an operator could type about what the console shows; the console itself only reads. */
import { operatorCommand } from '../../projection/operator-command.ts';
import type { InstanceStatus } from '../api.ts';
import type { Command, InboxKind } from '../inbox-api.ts';
import type { Place } from './arns.ts';

type Whose = { readonly choreography: string; readonly correlationId: string };

export type Commands = {
  /** About an entry of the inbox; undefined where nothing can be done by hand. */
  about(kind: InboxKind, whose: Whose, identity: string | undefined): Command | undefined;
  /** `again`: it failed by the choreography's own word, and would again. */
  for(status: InstanceStatus, whose: Whose, again: boolean): readonly Command[];
};

/** What the CLI takes for the monitor's name where it is told none. */
const USUAL_PREFIX = 'choreography-monitor';

/** Ready to be copied: with the address of the local cloud, and the monitor's name where it has one of its own. */
export function commandsAt(place: Place, stateMachineArnPrefix: string): Commands {
  const prefix = stateMachineArnPrefix.slice(stateMachineArnPrefix.lastIndexOf(':') + 1, -1);
  const endpoint = place.kind === 'local' ? `AWS_ENDPOINT_URL=${place.url} ` : '';
  const named = prefix === USUAL_PREFIX ? [] : ['--prefix', prefix];
  const typed = (act: string, about: readonly string[], options: readonly string[] = []): string =>
    `${endpoint}npm run ${operatorCommand(act, about, [...options, ...named]).replace(/^choreo /, 'choreo -- ')}`;

  const expect = ({ choreography, correlationId }: Whose): Command => ({
    does: 'See what it still expects',
    text: typed('expect', [choreography, correlationId]),
  });
  const redrive = ({ choreography, correlationId }: Whose, does: string): Command => ({
    does,
    text: typed('redrive', [choreography, correlationId]),
  });
  const close = ({ choreography, correlationId }: Whose): Command => ({
    does: 'End it by hand',
    text: typed('close', [choreography, correlationId], ['--reason=why it is ended']),
  });
  return {
    about(kind, whose, identity = '') {
      const { choreography, correlationId } = whose;
      switch (kind) {
        case 'unexpected':
        case 'late':
        case 'orphan': {
          const which = [`--event=${identity}`, `--instance=${correlationId}`];
          return { does: 'Put it back', text: typed('inbox put-back', [choreography], which) };
        }
        case 'uncorrelated':
        case 'ambiguous':
          return { does: 'Give it to its queue again', text: typed('resubmit', [choreography, identity]) };
        case 'held':
          return {
            does: 'List what has come for it',
            text: typed('inbox', [choreography], [`--instance=${correlationId}`]),
          };
        case 'overdue':
          return expect(whose);
        case 'unfinished-redrive':
          return redrive(whose, 'Finish the redrive');
        case 'year-end':
          return close(whose);
        case 'failed-action':
          return undefined;
      }
    },
    for(status, whose, again) {
      switch (status) {
        case 'running':
          return [expect(whose), close(whose)];
        case 'failed':
          return again ? [] : [redrive(whose, 'Let it go on where it failed')];
        case 'succeeded':
          return [];
      }
    },
  };
}

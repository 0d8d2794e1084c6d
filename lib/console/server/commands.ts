/** What an operator could type about what the console shows; the console itself only reads. */
import { operatorCommand } from '../../projection/operator-command.ts';
import type { InstanceStatus } from '../api.ts';
import type { Command, InboxKind } from '../inbox-api.ts';
import type { Place } from './arns.ts';

type Whose = { readonly choreography: string; readonly correlationId: string };

export type Commands = {
  /** About an entry of the inbox; undefined where nothing can be done by hand. */
  about(kind: InboxKind, whose: Whose, identity: string | undefined): Command | undefined;
  /** `isEnd`: it failed by the choreography's own word, and would again. */
  for(status: InstanceStatus, whose: Whose, isEnd: boolean): readonly Command[];
};

/** What the CLI takes for the monitor's name where it is told none. */
const USUAL_PREFIX = 'choreography-monitor';

/** Ready to be copied: with the address of the local cloud, and the monitor's name where it has one of its own. */
export function commandsAt(place: Place, stateMachineArnPrefix: string): Commands {
  const prefix = stateMachineArnPrefix.slice(stateMachineArnPrefix.lastIndexOf(':') + 1, -1);
  const endpoint = place.kind === 'local' ? `AWS_ENDPOINT_URL=${place.url} ` : '';
  const named = prefix === USUAL_PREFIX ? [] : ['--prefix', prefix];
  const typed = (
    act: string,
    whose: Whose,
    which: readonly string[] = [],
    options: readonly string[] = [],
  ): string =>
    `${endpoint}npm run ${operatorCommand(act, whose, which, [...options, ...named]).replace(/^choreo /, 'choreo -- ')}`;

  const expect = (whose: Whose): Command => ({
    does: 'See what it still expects',
    text: typed('expect', whose),
  });
  const close = (whose: Whose): Command => ({
    does: 'End it by hand',
    text: typed('close', whose, [], ['--reason', 'why it is ended']),
  });
  return {
    about(kind, whose, identity) {
      const which = identity === undefined ? [] : [identity];
      switch (kind) {
        case 'unexpected':
        case 'late':
        case 'orphan':
          return { does: 'Put it back', text: typed('inbox put-back', whose, which) };
        case 'uncorrelated':
        case 'ambiguous':
          return { does: 'Give it to its queue again', text: typed('resubmit', whose, which) };
        case 'held':
        case 'overdue':
          return expect(whose);
        case 'unfinished-redrive':
          return { does: 'Finish the redrive', text: typed('redrive', whose) };
        case 'year-end':
          return close(whose);
        case 'failed-action':
          return undefined;
      }
    },
    for(status, whose, isEnd) {
      switch (status) {
        case 'running':
          return [expect(whose), close(whose)];
        case 'failed':
          return isEnd ? [] : [{ does: 'Let it go on where it failed', text: typed('redrive', whose) }];
        case 'succeeded':
          return [];
      }
    },
  };
}

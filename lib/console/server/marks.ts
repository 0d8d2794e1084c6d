import type { Choreography } from '../../definition/model.ts';
import type { Picture } from '../../layout/picture.ts';
import { START_NODE } from '../../layout/picture.ts';
import type { InstanceSummary, NodeMark } from '../api.ts';
import type { Way } from './way.ts';

/** How the picture is coloured for one run. */
export function marksOf(
  choreography: Choreography,
  { status, lastState, places }: Pick<InstanceSummary, 'status' | 'lastState' | 'places'>,
  { visits }: Pick<Way, 'visits'>,
): { [state: string]: NodeMark } {
  const marks: { [state: string]: NodeMark } = { [START_NODE]: 'passed' };
  for (const { state } of visits) marks[state] = 'passed';
  for (const { state } of places) marks[state] = 'current';
  // Between two waits the table shows none; the history knows where it stands.
  const last = visits.at(-1)?.state;
  if (status === 'running' && places.length === 0 && last !== undefined) marks[last] = 'current';
  // An unexpected event ends the machine in a state of its own, which is not the author's: then, where it stood.
  const stateOf = (end: string | undefined) => choreography.states.find(({ name }) => name === end);
  const known = stateOf(lastState) ?? stateOf(last);
  if (status !== 'running' && known !== undefined) {
    marks[known.name] = status === 'failed' ? 'failed' : 'succeeded';
  }
  return marks;
}

/** The edges of the picture along which the visits follow each other. */
export function takenEdges({ edges }: Picture, { visits }: Pick<Way, 'visits'>): string[] {
  const steps = new Set(
    visits.map(({ state }, index) => stepOf(visits[index - 1]?.state ?? START_NODE, state)),
  );
  return edges.filter(({ from, to }) => steps.has(stepOf(from, to))).map(({ id }) => id);
}

/** The members of an `all` that have arrived since it was last entered; once it is left by `onDone`, all of them. */
export function arrivedMembers(choreography: Choreography, { visits }: Pick<Way, 'visits'>) {
  const arrived: { [state: string]: string[] } = {};
  for (const state of choreography.states) {
    if (state.kind !== 'all') continue;
    const visit = visits.findLast((each) => each.state === state.name);
    if (visit !== undefined)
      arrived[state.name] = state.members.filter((member) => visit.took.includes(member));
  }
  return arrived;
}

function stepOf(from: string, to: string): string {
  return JSON.stringify([from, to]);
}

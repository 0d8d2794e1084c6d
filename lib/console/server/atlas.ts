/** Where each state lies in the choreography's tree. What is not in it is the machine's own helper. */
import type { Choreography, State } from '../../definition/model.ts';

export type Atlas = {
  /** In the author's order, what encloses before what is inside. */
  readonly states: readonly Located[];
  at(name: string | undefined): Located | undefined;
  /** A state and all those inside it. */
  under(name: string): ReadonlySet<string>;
};

export type Located = {
  readonly state: State;
  /** The enclosing states, the innermost first. */
  readonly around: readonly string[];
  /** The path of the region it lies in, as in the keys of waits: `''`, `<parallel>/<region>`, and so on. */
  readonly region: string;
};

export function atlasOf(choreography: Choreography): Atlas {
  const states = choreography.states.flatMap((state) => located(state, [], ''));
  const byName = new Map(states.map((each) => [each.state.name, each]));
  return {
    states,
    at: (name) => (name === undefined ? undefined : byName.get(name)),
    under: (name) =>
      new Set([name, ...states.filter(({ around }) => around.includes(name)).map(({ state }) => state.name)]),
  };
}

function located(state: State, around: readonly string[], region: string): Located[] {
  const inner = [state.name, ...around];
  const own: Located = { state, around, region };
  switch (state.kind) {
    case 'compound':
    case 'forEach':
      return [own, ...state.states.flatMap((each) => located(each, inner, region))];
    case 'parallel':
      return [
        own,
        ...state.regions.flatMap(({ name, states }) => {
          const path = [...(region === '' ? [] : [region]), state.name, name].join('/');
          return states.flatMap((each) => located(each, inner, path));
        }),
      ];
    default:
      return [own];
  }
}

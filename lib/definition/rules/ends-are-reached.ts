import type { Draft } from '../draft.ts';
import { every } from '../suggest.ts';
import { statesIn, type Placed } from '../tree.ts';
import {
  inheritedTargets,
  initialsOf,
  isLeaf,
  namesOf,
  ownTargets,
  reachedIn,
  standingTargets,
} from './flow.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** From every state that can be entered some outermost final state can be reached. */
export const endsAreReached: Rule = (draft) => {
  if (!draft.states.some(({ kind }) => kind === 'final')) return [noEnd(draft)];
  const reached = reachedIn(draft);
  const ending = leadingToAnEnd(draft);
  const trapped = statesIn(draft)
    .map(({ state }) => state)
    .filter((state) => isLeaf(state) && state.kind !== 'final')
    .filter((state) => reached.has(state) && !ending.has(entering(state.name.text)));
  const [first] = trapped;
  if (first === undefined) return [];
  const names = trapped.map(({ name }) => quoted(name.text));
  const message = `From ${every(names)} no final state can be reached: an instance that gets there never ends. Add a way to a final state.`;
  return [{ code: 'no-final-reachable', message, path: first.name.path, at: 'key' }];
};

function noEnd(draft: Draft): ReturnType<Rule>[number] {
  const inside = statesIn(draft).some(({ state }) => state.kind === 'final');
  const what = inside ? 'There is no final state at the outermost level' : 'There is no final state';
  const message = `${what}, so no instance ever ends. Add one, such as \`Done: { final: succeeded }\`.`;
  return { code: 'no-final-reachable', message, path: ['states'], at: 'key' };
}

/**
 * What leads where: entering a state, being anywhere inside it, and its being done are three things. A region that
 * ends counts as its parallel's end, for every region is judged by itself.
 */
const entering = (name: string) => `in ${name}`;
const inside = (name: string) => `at ${name}`;
const done = (name: string) => `done ${name}`;
const TOP = 'top';
const END = 'end';

function leadingToAnEnd(draft: Draft): ReadonlySet<string> {
  const into = new Map<string, string[]>();
  const lead = (from: string, targets: readonly string[]): void => {
    for (const target of targets) into.set(target, [...(into.get(target) ?? []), from]);
  };
  lead(TOP, standingTargets(draft.top).map(entering));
  for (const placed of statesIn(draft)) {
    lead(entering(placed.state.name.text), onwards(draft, placed));
    if (isLeaf(placed.state)) continue;
    const { name, onDone } = placed.state;
    lead(inside(name.text), [...standingTargets(placed.state).map(entering), around(placed)]);
    lead(done(name.text), onDone.length > 0 ? namesOf(onDone).map(entering) : unanswered(draft, placed));
  }
  const found = new Set<string>();
  const open = [END];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    open.push(...(into.get(name) ?? []));
  }
  return found;
}

function onwards(draft: Draft, placed: Placed): readonly string[] {
  const { state, within } = placed;
  const name = state.name.text;
  if (state.kind === 'final') {
    const outer = within.at(-1)?.state;
    if (outer === undefined) return [END];
    return outer.kind === 'compound' ? [done(outer.name.text)] : [done(outer.name.text), around(placed)];
  }
  if (state.kind === 'forEach') return [...initialsOf(state).map(entering), done(name), inside(name)];
  if (!isLeaf(state)) return [...initialsOf(state).map(entering), inside(name)];
  const own = ownTargets(placed);
  // Without any way out it counts as an end: it is reported as what it is.
  if (own.length + inheritedTargets(draft, placed).length === 0) return [END];
  return [...own.map(entering), ...(state.kind === 'task' ? [] : [around(placed)])];
}

function around({ within }: Placed): string {
  const outer = within.at(-1)?.state;
  return outer === undefined ? TOP : inside(outer.name.text);
}

/** A parallel or a forEach stays until something leaves it. What nothing leaves has been reported. */
function unanswered(draft: Draft, placed: Placed): readonly string[] {
  const { kind, name } = placed.state;
  const ways = [...ownTargets(placed), ...inheritedTargets(draft, placed)];
  return kind === 'compound' || ways.length === 0 ? [END] : [inside(name.text)];
}

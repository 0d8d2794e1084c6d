import type { DraftState, Text } from '../draft.ts';
import type { Finding } from '../problems.ts';
import { statesIn } from '../tree.ts';
import type { Rule } from './rule.ts';
import { quoted } from './walk.ts';

/** What ends inside leads on by `onDone`, and an `onDone` waits for something that can end. */
export const endsAreAnswered: Rule = (draft) =>
  statesIn(draft).flatMap(({ state }): readonly Finding[] => {
    switch (state.kind) {
      case 'compound':
        return compound(state);
      case 'parallel':
        return regions(state);
      case 'forEach':
        return items(state);
      default:
        return [];
    }
  });

function compound(state: DraftState): readonly Finding[] {
  const final = finalIn(state.states);
  const name = quoted(state.name.text);
  if (final !== undefined && state.onDone.length === 0) {
    const message = `${quoted(final.text)} ends ${name}, and nothing says what follows. Give ${name} an \`onDone\`, or make ${quoted(final.text)} no final state.`;
    return [{ code: 'no-on-done', message, path: state.name.path, at: 'key' }];
  }
  if (final !== undefined || state.onDone.length === 0 || state.states.length === 0) return [];
  return [never(state, `no state right inside ${name} is final. Make one final, or leave \`onDone\` out.`)];
}

function regions(state: DraftState): readonly Finding[] {
  if (state.onDone.length === 0) return [];
  return state.regions
    .filter(({ states }) => states.length > 0 && finalIn(states) === undefined)
    .map(({ name }) => {
      const message = `The region ${quoted(name.text)} has no final state, so \`onDone\` of ${quoted(state.name.text)} is never taken. Make one of its states final, or leave \`onDone\` out.`;
      return { code: 'on-done-never', message, path: name.path, at: 'key' };
    });
}

function items(state: DraftState): readonly Finding[] {
  if (state.onDone.length === 0 || state.states.length === 0) return [];
  const name = quoted(state.name.text);
  if ((state.forEach?.opens.length ?? 0) > 0) {
    return [
      never(
        state,
        `with \`opens\` another item can always come. Leave ${name} by \`on\`, \`after\` or \`always\`, or leave \`opens\` out.`,
      ),
    ];
  }
  return finalIn(state.states) === undefined
    ? [never(state, `no state of an item of ${name} is final. Make one final, or leave \`onDone\` out.`)]
    : [];
}

function never(state: DraftState, why: string): Finding {
  const message = `\`onDone\` of ${quoted(state.name.text)} is never taken: ${why}`;
  return { code: 'on-done-never', message, path: [...state.name.path, 'onDone'], at: 'key' };
}

function finalIn(states: readonly DraftState[]): Text | undefined {
  return states.find(({ kind }) => kind === 'final')?.name;
}

import type { Branch } from '../definition/model.ts';
import type { EdgeLabel } from './picture.ts';
import { TYPE } from './picture.ts';
import { cutInMiddle, wrap } from './text.ts';
import { actionText, readable } from './words.ts';

const MAX_LABEL = 150;
const MAX_MORE = 170;

/**
 * What stands at an arrow for the branches that lead the same way.
 * @param otherwise whether other branches that lead elsewhere are tried first.
 */
export type Labeller = (branches: readonly Branch[], otherwise: boolean) => EdgeLabel;

export function eventLabel(event: string): Labeller {
  return (branches, otherwise) => ({
    ...guarded('event', event, branches, otherwise),
    name: event,
    text: cutInMiddle(event, TYPE.label, MAX_LABEL),
  });
}

export function deadlineLabel(text: string): Labeller {
  return (branches, otherwise) => guarded('deadline', text, branches, otherwise);
}

export function doneLabel(text: string): Labeller {
  return (branches, otherwise) => guarded('done', text, branches, otherwise);
}

/** A state that is left by itself, as soon as a guard holds. */
export function alwaysLabel(): Labeller {
  return (branches, otherwise) => {
    const guarding = branches.every(({ guard }) => guard !== undefined);
    return guarded('done', guarding ? 'as soon as' : 'at once', branches, otherwise);
  };
}

export function failureLabel(errors: readonly string[]): Labeller {
  const named = errors.filter((error) => !['States.ALL', 'States.TaskFailed'].includes(error));
  const text = named.length === 0 ? 'fails' : `fails: ${named.join(', ')}`;
  return (branches, otherwise) => guarded('failure', text, branches, otherwise);
}

function guarded(
  kind: EdgeLabel['kind'],
  name: string,
  branches: readonly Branch[],
  otherwise: boolean,
): EdgeLabel {
  const guards = branches.flatMap(({ guard }) => guard ?? []);
  const always = branches.some(({ guard }) => guard === undefined);
  const brief = guards.map(readable).join(' or ');
  const guardText =
    always && otherwise && guards.length === 0
      ? '[otherwise]'
      : guards.length === 0
        ? undefined
        : `[${cutInMiddle(brief, TYPE.label, MAX_LABEL - 10)}]`;
  const more = [...new Set(branches.flatMap(extras))].flatMap((line) => wrap(line, TYPE.label, MAX_MORE, 2));
  return {
    kind,
    name,
    text: cutInMiddle(name, TYPE.label, MAX_LABEL + 50),
    guard: guards.length === 0 ? undefined : guards.join('\nor '),
    guardText,
    ...(more.length === 0 ? {} : { more }),
  };
}

function extras({ target, actions = [] }: Branch): string[] {
  const back = typeof target === 'object' ? ['back to where it was'] : [];
  return [...back, ...actions.map(actionText)];
}

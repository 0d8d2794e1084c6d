/** What `Assign` may name: a valid variable, and inside a Parallel or a Map none that is assigned outside. */
import type { Region, State, Template } from '../model.ts';
import { membersOf } from './composed.ts';
import type { Problems } from './problems.ts';

const NAME = /^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u;

export function checkVariables(region: Region, problems: Problems, at = '', outer = new Set<string>()): void {
  const own = new Set<string>();
  for (const state of region.states.values()) {
    for (const { name, field } of assignmentsOf(state)) {
      own.add(name);
      const place = `${at}/States/${state.name}/${field}/${name}`;
      if (!NAME.test(name) || name === 'states') {
        problems.schema(`"${name}" is not a valid variable name`, place);
      } else if (outer.has(name)) {
        problems.schema(
          `The variable "${name}" is assigned outside, and cannot be assigned in an inner scope`,
          place,
        );
      }
    }
  }
  for (const state of region.states.values()) {
    for (const { inner, field, apart } of regionsOf(state)) {
      const around = apart ? new Set<string>() : new Set([...outer, ...own]);
      checkVariables(inner, problems, `${at}/States/${state.name}/${field}`, around);
    }
  }
}

type Assignment = { readonly name: string; readonly field: string };

function assignmentsOf(state: State): readonly Assignment[] {
  const own = names(state.assign, 'Assign');
  if (state.kind === 'Choice') {
    return [
      ...own,
      ...state.choices.flatMap(({ assign }, index) => names(assign, `Choices[${index}]/Assign`)),
    ];
  }
  if (!('catch' in state)) return own;
  return [...own, ...state.catch.flatMap(({ assign }, index) => names(assign, `Catch[${index}]/Assign`))];
}

function names(assign: Template | undefined, field: string): readonly Assignment[] {
  return (assign && membersOf(assign))?.map((name) => ({ name, field })) ?? [];
}

/** `apart`: the children of a distributed Map are executions of their own. */
export function regionsOf(
  state: State,
): readonly { readonly inner: Region; readonly field: string; readonly apart: boolean }[] {
  if (state.kind === 'Map')
    return [{ inner: state.processor, field: 'ItemProcessor', apart: state.distributed }];
  if (state.kind !== 'Parallel') return [];
  return state.branches.map((inner, index) => ({ inner, field: `Branches[${index}]`, apart: false }));
}

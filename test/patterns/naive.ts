/**
 * The meaning of patterns told a second time, without a thought of speed: every combination of the event's values is
 * tried. Patterns come as data beside what their matchers mean, so that nothing of `lib/patterns` is asked.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** `passes` is undefined for `{"exists": false}`. */
export type NaiveMatcher = { readonly json: Json; readonly passes: ((value: Json) => boolean) | undefined };

export type NaivePattern = readonly NaiveMember[];

type NaiveMember =
  | { readonly kind: 'field'; readonly key: string; readonly matchers: readonly NaiveMatcher[] }
  | { readonly kind: 'inner'; readonly key: string; readonly members: NaivePattern }
  | { readonly kind: 'or'; readonly branches: readonly NaivePattern[] };

export function patternText(pattern: NaivePattern): string {
  const members = pattern.map((member) => {
    switch (member.kind) {
      case 'field':
        return `${JSON.stringify(member.key)}:${JSON.stringify(member.matchers.map(({ json }) => json))}`;
      case 'inner':
        return `${JSON.stringify(member.key)}:${patternText(member.members)}`;
      case 'or':
        return `"$or":[${member.branches.map(patternText).join()}]`;
    }
  });
  return `{${members.join()}}`;
}

type Demand = { readonly path: string; readonly matchers: readonly NaiveMatcher[] };

function ways(pattern: NaivePattern, above: string): readonly (readonly Demand[])[] {
  return pattern.reduce<readonly (readonly Demand[])[]>(
    (soFar, member) => {
      const more = waysOf(member, above);
      return more.flatMap((each) => soFar.map((before) => [...before, ...each]));
    },
    [[]],
  );
}

function waysOf(member: NaiveMember, above: string): readonly (readonly Demand[])[] {
  if (member.kind === 'or') return member.branches.flatMap((branch) => ways(branch, above));
  const path = above === '' ? member.key : `${above}.${member.key}`;
  return member.kind === 'inner' ? ways(member.members, path) : [[{ path, matchers: member.matchers }]];
}

type Value = {
  readonly path: string;
  readonly value: Json;
  readonly where: readonly (readonly [Json, number])[];
};

function valuesOf(json: Json, path: string, where: Value['where']): readonly Value[] {
  if (isList(json))
    return json.flatMap((item, index) =>
      valuesOf(item, path, typeof item === 'object' && item !== null ? [...where, [json, index]] : where),
    );
  if (typeof json !== 'object' || json === null) return [{ path, value: json, where }];
  return Object.entries(json).flatMap(([key, value]) =>
    valuesOf(value, path === '' ? key : `${path}.${key}`, where),
  );
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}

/** No list in two of its elements at once. */
function together(values: readonly Value[]): boolean {
  const places = values.flatMap(({ where }) => where);
  return places.every(([list, index]) => places.every(([other, at]) => other !== list || at === index));
}

function holds(demands: readonly Demand[], values: readonly Value[], taken: readonly Value[]): boolean {
  const [{ path, matchers } = { path: '', matchers: [] }, ...rest] = demands;
  if (demands.length === 0) return true;
  const present = values.filter((value) => value.path === path && together([...taken, value]));
  const absent = matchers.some(({ passes }) => passes === undefined);
  if (absent && present.length === 0 && holds(rest, values, taken)) return true;
  return present.some(
    (value) =>
      matchers.some(({ passes }) => passes?.(value.value) === true) && holds(rest, values, [...taken, value]),
  );
}

export function naivelyMatches(pattern: NaivePattern, event: Json): boolean {
  const values = valuesOf(event, '', []);
  return ways(pattern, '').some((demands) => {
    const lastOfEach = demands.filter(
      ({ path }, index) => !demands.slice(index + 1).some((later) => later.path === path),
    );
    const inOrder = lastOfEach.sort((one, two) => (one.path < two.path ? -1 : 1));
    return holds(inOrder, values, []);
  });
}

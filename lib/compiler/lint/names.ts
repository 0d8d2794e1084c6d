import type { Finding, MachineScope } from './machine-scope.ts';

const MAX_LENGTH = 80;

/** A state's name is unique in the whole machine, branches included, and at most 80 characters long. */
export function lintNames({ states }: MachineScope, names: Set<string>): Finding[] {
  return states.flatMap(({ name }): Finding[] => {
    const findings: Finding[] = [];
    if (names.has(name))
      findings.push({ code: 'state-name', state: name, message: 'Two states have this name' });
    if (name.length > MAX_LENGTH)
      findings.push({
        code: 'state-name',
        state: name,
        message: `The name is longer than ${MAX_LENGTH} characters`,
      });
    names.add(name);
    return findings;
  });
}

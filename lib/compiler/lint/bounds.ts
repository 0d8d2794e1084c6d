import { fieldsOf, sourceIn, type Fields, type Finding } from './machine-scope.ts';

const MAX_ERROR = 256;
const MAX_CAUSE = 32_768;
const MAX_TIMEOUT = 99_999_999;

/** Texts and times that Step Functions limits, and that would fail the execution where they exceed it. */
export function lintBounds(name: string, state: Fields): Finding[] {
  const { Type: type, TimeoutSeconds: timeout } = fieldsOf(state);
  const findings: Finding[] = [];
  const unbounded = (message: string) => findings.push({ code: 'unbounded', state: name, message });
  if (type === 'Fail') {
    lintText(state['Error'], 'Error', MAX_ERROR, unbounded);
    lintText(state['Cause'], 'Cause', MAX_CAUSE, unbounded);
  }
  if (typeof timeout === 'number' && !(timeout >= 1 && timeout <= MAX_TIMEOUT))
    unbounded(`TimeoutSeconds is ${timeout}`);
  const computed = typeof timeout === 'string' ? sourceIn(timeout) : undefined;
  if (computed !== undefined && !/^\s*\$min\(\[\d+, \$max\(\[1, /.test(computed))
    unbounded('TimeoutSeconds is computed without bounds');
  return findings;
}

function lintText(value: unknown, field: string, most: number, unbounded: (message: string) => void): void {
  if (typeof value !== 'string') return;
  const source = sourceIn(value);
  if (source === undefined) {
    if (value.length > most) unbounded(`${field} has more than ${most} characters`);
    return;
  }
  // What came as the input was bounded where it came from.
  const others = source.replaceAll(/\$states\.input\b/g, '');
  const reads = /\$(?!exists|string|substring|type|text\b)\w+/.test(others);
  if (reads && !source.includes(`, 0, ${most})`)) unbounded(`${field} is computed without a bound`);
}

import { parseExpression } from '../../expressions/parse.ts';
import { referencesOf } from '../../expressions/references.ts';
import { sourceIn, type Fields, type Finding, type MachineScope } from './machine-scope.ts';

/** Which parts of `$states` each field may read; the others: input and context. */
const READABLE: { readonly [field: string]: readonly string[] } = {
  Output: ['input', 'context', 'result'],
  Assign: ['input', 'context', 'result'],
  Catch: ['input', 'context', 'errorOutput'],
};

/** In a Choice, a Pass or a Succeed there is no result. */
const RESULTS = ['Task', 'Parallel'];

/** Every string `{% … %}` parses with jsonata 2.0.6, and reads nothing that is not there. */
export function lintExpressions(name: string, state: Fields, scope: MachineScope): Finding[] {
  const findings: Finding[] = [];
  for (const [field, value] of Object.entries(state)) {
    if (field === 'Branches') continue;
    const readable = READABLE[field] ?? ['input', 'context'];
    const there = RESULTS.includes(String(state['Type']))
      ? readable
      : readable.filter((part) => part !== 'result');
    lintValue(value, { name, field, readable: there, scope }, findings);
  }
  return findings;
}

type Spot = {
  readonly name: string;
  readonly field: string;
  readonly readable: readonly string[];
  readonly scope: MachineScope;
};

function lintValue(value: unknown, spot: Spot, findings: Finding[]): void {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) lintValue(inner, spot, findings);
    return;
  }
  if (typeof value !== 'string') return;
  const invalid = (message: string) =>
    findings.push({ code: 'expression-invalid', state: spot.name, message: `${spot.field}: ${message}` });
  const source = sourceIn(value);
  if (source === undefined) {
    if (value.startsWith('{%')) invalid('a literal looks like JSONata');
    return;
  }
  const parsed = parseExpression(source);
  if (parsed.kind === 'invalid') {
    invalid(parsed.message);
    return;
  }
  const reads = (what: string) =>
    findings.push({ code: 'expression-reads', state: spot.name, message: `${spot.field} reads ${what}` });
  for (const [, part] of source.matchAll(/\$states\.(\w+)/g)) {
    if (part !== undefined && !spot.readable.includes(part)) reads(`$states.${part}`);
  }
  for (const { name } of referencesOf(parsed.expression)) {
    if (name !== 'states' && !FUNCTIONS.has(name) && !spot.scope.own.has(name) && !spot.scope.outer.has(name))
      reads(`$${name}`);
  }
}

/** jsonata 2.0.6 has these, and Step Functions some more; `$eval` it has not. */
const FUNCTIONS = new Set(
  (
    'abs append assert average base64decode base64encode boolean ceil contains count decodeUrl decodeUrlComponent ' +
    'distinct each encodeUrl encodeUrlComponent error exists filter floor formatBase formatInteger formatNumber ' +
    'fromMillis join keys length lookup lowercase map match max merge millis min not now number pad parseInteger ' +
    'power random reduce replace reverse round shuffle sift single sort split spread sqrt string substring ' +
    'substringAfter substringBefore sum toMillis trim type uppercase zip hash parse partition range uuid'
  ).split(' '),
);

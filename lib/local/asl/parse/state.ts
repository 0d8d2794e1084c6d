import type { Field, State } from '../model.ts';
import { choices } from './choice.ts';
import { commonOf, languageOf, nextOf, resulting, type Common } from './common.ts';
import { readMap, readParallel, type ReadRegion } from './containers.ts';
import { guards } from './errors.ts';
import { checkFields } from './fields.ts';
import { checkParameters } from './integrations.ts';
import { secondsIn, textIn, timestampIn } from './literals.ts';
import { has, requiredString, string, type Source } from './object.ts';
import { readResource } from './resource.ts';
import { template } from './template.ts';

/** Reads one state; regions inside it are read by `region`. */
export function readState(outer: Source, name: string, readRegion: ReadRegion): State | undefined {
  const kind = requiredString(outer, 'Type');
  const source = { ...outer, language: languageOf(outer) };
  // A state's own query language is not that of the states inside it: those have the machine's.
  const region: ReadRegion = (within) => readRegion({ ...within, language: outer.language });
  if (kind !== undefined) checkFields(source, kind);
  const common = { name, named: { name }, ...commonOf(source, kind) };
  switch (kind) {
    case 'Pass':
      return { kind, ...common, ...resulting(source), next: nextOf(source), result: source.object['Result'] };
    case 'Succeed':
      return { kind, ...common, next: undefined };
    case 'Fail':
      return {
        kind,
        ...common,
        next: undefined,
        error: textIn(source, 'Error'),
        cause: textIn(source, 'Cause'),
      };
    case 'Wait':
      return readWait(source, common);
    case 'Choice':
      return {
        kind,
        ...common,
        next: undefined,
        choices: choices(source),
        otherwise: string(source, 'Default'),
      };
    case 'Task':
      return readTask(source, common);
    case 'Parallel':
      return readParallel(source, common, region);
    case 'Map':
      return readMap(source, common, region);
    case undefined:
      return undefined;
    default:
      source.problems.schema(
        'Value must be one of [Task, Pass, Choice, Wait, Succeed, Fail, Parallel, Map]',
        `${source.at}/Type`,
      );
      return undefined;
  }
}

function readWait(source: Source, common: Common): State {
  const [seconds, timestamp] = [secondsIn(source, 'Seconds', 0), timestampIn(source, 'Timestamp')];
  const given = (name: string): boolean => has(source, name) || has(source, `${name}Path`);
  if (given('Seconds') === given('Timestamp')) {
    source.problems.schema(
      'Exactly one of [Seconds, SecondsPath, Timestamp, TimestampPath] is required',
      source.at,
    );
  }
  return { kind: 'Wait', ...common, next: nextOf(source), seconds, timestamp };
}

function readTask(source: Source, common: Common): State | undefined {
  const arn = requiredString(source, 'Resource');
  const resource = arn === undefined ? undefined : readResource(source, arn);
  if (resource !== undefined) checkParameters(source, resource);
  const rest = { ...resulting(source), ...guards(source), next: nextOf(source) };
  const [timeout, heartbeat] = [
    secondsIn(source, 'TimeoutSeconds', 1),
    secondsIn(source, 'HeartbeatSeconds', 1),
  ];
  if (!isLonger(timeout, heartbeat)) {
    source.problems.schema('HeartbeatSeconds must be smaller than TimeoutSeconds', source.at);
  }
  const credentials = template(source, 'Credentials');
  if (resource === undefined) return undefined;
  return { kind: 'Task', ...common, ...rest, resource, timeout, heartbeat, credentials };
}

/** As far as both are written down. */
function isLonger(timeout: Field | undefined, heartbeat: Field | undefined): boolean {
  if (timeout?.value.kind !== 'literal' || heartbeat?.value.kind !== 'literal') return true;
  const [long, short] = [timeout.value.value, heartbeat.value.value];
  return typeof long !== 'number' || typeof short !== 'number' || long > short;
}

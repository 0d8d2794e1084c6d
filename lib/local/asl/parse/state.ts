import { isTimestamp } from '../instant.ts';
import { LONGEST_CLOCK, type Field, type State } from '../model.ts';
import { choices } from './choice.ts';
import { commonOf, languageOf, nextOf, resulting, type Common } from './common.ts';
import { readMap, readParallel, type ReadRegion } from './containers.ts';
import { guards } from './errors.ts';
import { checkFields } from './fields.ts';
import { requiredString, string, type Source } from './object.ts';
import { readResource } from './resource.ts';
import { field, template } from './template.ts';

/** Reads one state; regions inside it are read by `region`. */
export function readState(outer: Source, name: string, region: ReadRegion): State | undefined {
  const kind = requiredString(outer, 'Type');
  const source = { ...outer, language: languageOf(outer) };
  if (kind !== undefined) checkFields(source, kind);
  const common = { name, ...commonOf(source) };
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
        error: field(source, 'Error'),
        cause: field(source, 'Cause'),
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
  const [seconds, timestamp] = [field(source, 'Seconds'), field(source, 'Timestamp')];
  if ((seconds === undefined) === (timestamp === undefined)) {
    source.problems.schema(
      'Exactly one of [Seconds, SecondsPath, Timestamp, TimestampPath] is required',
      source.at,
    );
  }
  const instant = timestamp?.value.kind === 'literal' ? timestamp.value.value : undefined;
  if (instant !== undefined && (typeof instant !== 'string' || !isTimestamp(instant))) {
    source.problems.schema('String does not match RFC3339 timestamp', `${source.at}/Timestamp`);
  }
  return { kind: 'Wait', ...common, next: nextOf(source), seconds, timestamp };
}

function readTask(source: Source, common: Common): State | undefined {
  const arn = requiredString(source, 'Resource');
  const resource = arn === undefined ? undefined : readResource(source, arn);
  const rest = { ...resulting(source), ...guards(source), next: nextOf(source) };
  const [timeout, heartbeat] = [clockIn(source, 'TimeoutSeconds'), clockIn(source, 'HeartbeatSeconds')];
  const credentials = template(source, 'Credentials');
  if (resource === undefined) return undefined;
  return { kind: 'Task', ...common, ...rest, resource, timeout, heartbeat, credentials };
}

/** One that is computed is checked when it is. */
function clockIn(source: Source, name: string): Field | undefined {
  const found = field(source, name);
  if (found?.value.kind !== 'literal') return found;
  const { value } = found.value;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    source.problems.schema('Expected value of type Integer', `${source.at}/${name}`);
  } else if (value < 1 || value > LONGEST_CLOCK) {
    source.problems.schema(
      `Value is not in range: at least 1 and at most ${LONGEST_CLOCK}`,
      `${source.at}/${name}`,
    );
  }
  return found;
}

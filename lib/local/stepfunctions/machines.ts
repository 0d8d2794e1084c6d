/** Operations on state machines. */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { parseMachine } from '../asl/parse/machine.ts';
import type { Problem } from '../asl/parse/problems.ts';
import type { Machine } from '../asl/model.ts';
import { AwsError, type Json } from '../service.ts';
import { seconds, type Context, type Operations } from './context.ts';
import {
  arn,
  checkName,
  nextToken,
  oneOf,
  optionalFlag,
  optionalText,
  pageSize,
  pageStart,
  text,
  type Request,
} from './request.ts';
import type { StoredMachine } from './store.ts';
import { tagsIn } from './tags.ts';

const NO_LOGGING = { level: 'OFF', includeExecutionData: false };
const NO_TRACING = { enabled: false };

export const machineOperations: Operations = {
  CreateStateMachine: create,
  UpdateStateMachine: update,
  DescribeStateMachine: (request, { store }) =>
    describe(store.machines.get(arn(request, 'stateMachineArn', 'stateMachine'))),
  DeleteStateMachine: (request, { store }) => {
    const id = arn(request, 'stateMachineArn', 'stateMachine');
    store.machines.delete(id, store.executions.isAnyRunning(id));
    return {};
  },
  ListStateMachines: list,
  ValidateStateMachineDefinition: validate,
  // There are none of these here, as in an account that never made one.
  ListStateMachineVersions: (request, context) => none(request, context, 'stateMachineVersions'),
  ListStateMachineAliases: (request, context) => none(request, context, 'stateMachineAliases'),
  ListActivities: (request) => (pageSize(request), { activities: [] }),
};

function none(request: Request, { store }: Context, member: string): Json {
  store.machines.get(arn(request, 'stateMachineArn', 'stateMachine'));
  pageSize(request);
  return { [member]: [] };
}

function create(request: Request, { store, clock, place }: Context): Json {
  const name = text(request, 'name');
  checkName(name);
  refuseVersions(request);
  if (oneOf(request, 'type', ['STANDARD', 'EXPRESS']) === 'EXPRESS') {
    throw new AwsError(
      'StateMachineTypeNotSupported',
      "State Machine Type is not supported: 'EXPRESS' (the local cloud plays STANDARD state machines only)",
    );
  }
  const { definition, machine } = definitionIn(request);
  const roleArn = roleIn(request);
  const { loggingConfiguration: logging = NO_LOGGING, tracingConfiguration: tracing = NO_TRACING } = request;
  const id = `arn:aws:states:${place.region}:${place.account}:stateMachine:${name}`;
  const known = store.machines.find(id) && store.machines.active(id);
  if (known !== undefined) {
    // AWS takes it for the same request whatever it says of the role and the tags, and leaves those as they are.
    if (isDeepStrictEqual([known.definition, known.logging, known.tracing], [definition, logging, tracing])) {
      return { stateMachineArn: id, creationDate: seconds(known.createdAt) };
    }
    throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${id}'`);
  }
  const now = clock.now();
  const former = store.machines.former(id);
  const template = store.machines.deployed ? undefined : templateOf(request);
  if (former !== undefined && former.template === template) {
    store.machines.put(former);
    return { stateMachineArn: id, creationDate: seconds(former.createdAt) };
  }
  const createdAt = former?.createdAt ?? now;
  store.machines.put({
    arn: id,
    name,
    createdAt,
    updatedAt: now,
    definition,
    machine,
    roleArn,
    logging,
    tracing,
    tags: tagsIn(request),
    ...(template === undefined ? {} : { template }),
  });
  return { stateMachineArn: id, creationDate: seconds(createdAt) };
}

/** Tells whether the template says the same of a machine as it did when the cloud was started before. */
function templateOf(request: Request): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('base64url');
}

function update(request: Request, { store, clock, newId }: Context): Json {
  const stored = store.machines.active(arn(request, 'stateMachineArn', 'stateMachine'));
  refuseVersions(request);
  const parsed = optionalText(request, 'definition') === undefined ? undefined : definitionIn(request);
  const roleArn = optionalText(request, 'roleArn') === undefined ? undefined : roleIn(request);
  const { loggingConfiguration: logging, tracingConfiguration: tracing } = request;
  if ([parsed, roleArn, logging, tracing].every((change) => change === undefined)) {
    throw new AwsError(
      'MissingRequiredParameter',
      'Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified',
    );
  }
  stored.definition = parsed?.definition ?? stored.definition;
  stored.machine = parsed?.machine ?? stored.machine;
  stored.roleArn = roleArn ?? stored.roleArn;
  stored.logging = logging ?? stored.logging;
  stored.tracing = tracing ?? stored.tracing;
  stored.revisionId = newId();
  stored.updatedAt = clock.now();
  store.machines.put(stored);
  return { updateDate: seconds(stored.updatedAt), revisionId: stored.revisionId };
}

function describe(stored: StoredMachine): Json {
  return {
    stateMachineArn: stored.arn,
    name: stored.name,
    status: stored.deleting === true ? 'DELETING' : 'ACTIVE',
    definition: stored.definition,
    roleArn: stored.roleArn,
    type: 'STANDARD',
    creationDate: seconds(stored.createdAt),
    loggingConfiguration: stored.logging,
    tracingConfiguration: stored.tracing,
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    ...(stored.revisionId === undefined ? {} : { revisionId: stored.revisionId }),
  };
}

function list(request: Request, { store }: Context): Json {
  const [start, size] = [pageStart(request, 'machines') ?? 0, pageSize(request)];
  const all = store.machines.all();
  const page = all.slice(start, start + size).map((stored) => ({
    stateMachineArn: stored.arn,
    name: stored.name,
    type: 'STANDARD',
    creationDate: seconds(stored.createdAt),
  }));
  const more = start + size < all.length;
  return { stateMachines: page, ...(more ? { nextToken: nextToken('machines', start + size) } : {}) };
}

function validate(request: Request): Json {
  const { machine, problems } = parseMachine(text(request, 'definition'));
  return {
    result: machine === undefined ? 'FAIL' : 'OK',
    diagnostics: problems.map((problem) => ({ ...problem })),
    truncated: false,
  };
}

function definitionIn(request: Request): { readonly definition: string; readonly machine: Machine } {
  const definition = text(request, 'definition');
  const { machine, problems } = parseMachine(definition);
  if (machine !== undefined) return { definition, machine };
  const list = problems.filter(({ severity }) => severity === 'ERROR').map(inWords);
  throw new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${list.join(', ')}'`);
}

function inWords({ code, message, location }: Problem): string {
  return `${code}: ${message} at ${location ?? 'null'}`;
}

function roleIn(request: Request): string {
  const role = text(request, 'roleArn');
  if (/^arn:[\w-]+:iam::\d{12}:role\/.+/.test(role)) return role;
  throw new AwsError('InvalidArn', `Invalid Role Arn: '${role}'`);
}

function refuseVersions(request: Request): void {
  if (optionalFlag(request, 'publish') === true) {
    throw new AwsError(
      'ValidationException',
      'The local cloud does not support versions: leave out "publish"',
    );
  }
}

import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Caller, Json, Place } from '../service.ts';
import type { Check, Known } from './calls/check.ts';
import { isKnownKey, looksAtChanges, steadyContext, withTime } from './context.ts';
import { denialMessage } from './denial.ts';
import { readPolicy, type Policy } from './document.ts';
import { evaluate, type Decision, type Policies } from './evaluate.ts';
import type { Principal, RequestContext } from './request.ts';
import { createRoles, type Roles } from './roles.ts';
import { sessionOf } from './session.ts';

/** Why something is refused, in AWS's words; `undefined` where it is allowed. */
export type Refusal = string | undefined;

export type Iam = {
  readonly roles: Roles;
  /** Takes the place of the resource's policy: a queue, a topic and a bus have one. */
  setResourcePolicy(arn: string, name: string, document: Json | undefined): void;
  /** Beside those that the resource has: each permission of a function is one. */
  addResourcePolicy(arn: string, name: string, document: Json | undefined): void;
  resourcePolicies(): ReadonlyMap<string, readonly Policy[]>;
  /** What one does with a role that the template makes; everybody else may do everything. */
  refusalOf(caller: Caller, check: Check, known?: Known): Promise<Refusal>;
  /** The same, for what has no condition keys of its own. */
  refusalAtOnce(caller: Caller, check: Check): Refusal;
  /** What a service of AWS does for one of its resources, as `events.amazonaws.com` for a rule. */
  serviceRefusal(service: string, sourceArn: string, check: Check): Refusal;
  /** Whether the service may take on the role, by its trust policy. */
  trusts(roleArn: string, service: string): boolean;
  /** What has been decided lately, by who asked for what; only what hangs on nothing else. */
  decisions(): ReadonlyMap<string, Decision>;
  /** A policy was changed in its place: whatever was decided by it is decided anew. */
  changed(): void;
};

const MOST_REMEMBERED = 50_000;
/** Of which each is told once. */
const MOST_WARNINGS = 1000;

/** The policies of the template, and what they say to each call. */
export function createIam(around: { place: Place; clock: Clock; log: Log }): Iam {
  const { place, clock } = around;
  const warned = new Set<string>();
  const warn = (text: string): void => {
    if (warned.has(text)) return;
    if (warned.size >= MOST_WARNINGS) warned.clear();
    warned.add(text);
    around.log({ source: 'cloud', level: 'warning', text });
  };
  const read = (name: string, document: Json | undefined): Policy => readAndWarn(name, document, warn);
  const remembered = new Map<string, Decision>();
  const roles = createRoles(read, warn, () => remembered.clear());
  const ofResources = new Map<string, readonly Policy[]>();

  const policiesFor = (principal: Principal, resource: string): Policies => {
    const role = principal.kind === 'role' ? roles.find(principal.roleArn) : undefined;
    return {
      identity: role?.policies ?? [],
      boundary: role?.boundary,
      resource: ofResources.get(resource) ?? [],
    };
  };
  /** A decision that hangs on nothing but its key is made once. */
  const remember = (key: string, decision: Decision): Decision => {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    remembered.set(key, decision);
    return decision;
  };
  const decide = (
    { principal: who, key, steady }: Asking,
    { action, resource }: Check,
    told: { entries?: ContextOf; now: number },
  ): Decision => {
    const principal = who();
    const policies = policiesFor(principal, resource);
    if (!looksAtChanges(policies, action)) {
      return remember(key, evaluate({ principal, action, resource, context: steady() }, policies));
    }
    const context = withTime(steady(), told.now, told.entries ?? []);
    return evaluate({ principal, action, resource, context }, policies);
  };
  const asked = (caller: Caller, { action, resource }: Check): Asking | undefined => {
    const { roleArn, functionArn } = caller;
    if (roleArn === undefined || roles.find(roleArn) === undefined) return undefined;
    const key = `${roleArn} ${functionArn ?? ''} ${action} ${resource}`;
    const principal = (): Principal => sessionOf(roleArn, caller);
    return { principal, key, steady: () => steadyContext(principal(), place, { functionArn }) };
  };
  const refusal = ({ principal }: Asking, check: Check, decision: Decision): Refusal => {
    if (decision.kind === 'allowed') return undefined;
    const message = denialMessage(principal(), check, decision);
    warn(message);
    return message;
  };
  const atOnce = (asking: Asking, check: Check): Refusal =>
    refusal(asking, check, remembered.get(asking.key) ?? decide(asking, check, { now: clock.now() }));

  return {
    roles,
    setResourcePolicy(arn, name, document) {
      ofResources.set(arn, [read(name, document)]);
      remembered.clear();
    },
    addResourcePolicy(arn, name, document) {
      ofResources.set(arn, [...(ofResources.get(arn) ?? []), read(name, document)]);
      remembered.clear();
    },
    resourcePolicies: () => ofResources,
    decisions: () => remembered,
    changed: () => remembered.clear(),
    async refusalOf(caller, check, known = NOTHING_KNOWN) {
      const asking = asked(caller, check);
      if (asking === undefined) return undefined;
      const before = remembered.get(asking.key);
      if (before !== undefined) return refusal(asking, check, before);
      const changes = looksAtChanges(policiesFor(asking.principal(), check.resource), check.action);
      const entries = changes ? await check.context?.(known) : undefined;
      return refusal(asking, check, decide(asking, check, { now: clock.now(), entries: entries ?? [] }));
    },
    refusalAtOnce(caller, check) {
      const asking = asked(caller, check);
      return asking === undefined ? undefined : atOnce(asking, check);
    },
    serviceRefusal(name, sourceArn, check) {
      const principal = { kind: 'service', name } as const;
      const key = `${name} ${sourceArn} ${check.action} ${check.resource}`;
      const steady = (): RequestContext => steadyContext(principal, place, { sourceArn });
      return atOnce({ principal: () => principal, key, steady }, check);
    },
    trusts(roleArn, name) {
      const role = roles.find(roleArn);
      if (role === undefined) return true;
      const principal = { kind: 'service', name } as const;
      const context = withTime(steadyContext(principal, place, {}), clock.now(), [
        ['aws:sourceaccount', [place.account]],
      ]);
      const request = { principal, action: 'sts:AssumeRole', resource: roleArn, context };
      const policies = { identity: [], boundary: undefined, resource: [role.trust] };
      return evaluate(request, policies).kind === 'allowed';
    },
  };
}

type Asking = {
  /** Made where it is needed: most questions have been answered before. */
  readonly principal: () => Principal;
  readonly key: string;
  readonly steady: () => RequestContext;
};

type ContextOf = Awaited<ReturnType<NonNullable<Check['context']>>>;

const NOTHING_KNOWN: Known = { partitionKeyOf: () => Promise.resolve(undefined) };

function readAndWarn(name: string, document: Json | undefined, warn: (text: string) => void): Policy {
  const { policy, problems } = readPolicy(name, document);
  problems.forEach(warn);
  for (const { key, operator } of policy.statements.flatMap(({ conditions }) => conditions)) {
    if (isKnownKey(key)) continue;
    warn(
      `${name}: no request to the local cloud has the condition key ${key}; ` +
        `${operator} is judged as for a request that has none.`,
    );
  }
  return policy;
}

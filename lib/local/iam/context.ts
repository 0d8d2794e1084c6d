import type { Place } from '../service.ts';
import type { ContextEntries } from './calls/check.ts';
import type { Policies } from './evaluate.ts';
import { isAction } from './evaluate.ts';
import type { Principal, RequestContext } from './request.ts';

/** Keys that one who asks always brings along with the same values. */
const STEADY = [
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:principaltype',
  'aws:requestedregion',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:viaawsservice',
  'lambda:sourcefunctionarn',
];
/** Keys that differ from request to request. */
const CHANGING = [
  'aws:currenttime',
  'aws:epochtime',
  'dynamodb:leadingkeys',
  'dynamodb:select',
  'events:detail-type',
  'events:eventbusinvocation',
  'events:source',
  'sns:endpoint',
  'sns:protocol',
];

export function isKnownKey(key: string): boolean {
  const name = key.toLowerCase();
  return STEADY.includes(name) || CHANGING.includes(name);
}

/**
 * What is the same for all requests of this principal for this source. Calls count as sent by TLS, though nothing here
 * is encrypted: on AWS they are, and a policy that demands it is no obstacle there.
 */
export function steadyContext(
  principal: Principal,
  place: Place,
  more: { readonly sourceArn?: string; readonly functionArn?: string | undefined },
): RequestContext {
  const entries: [string, readonly string[]][] = [
    ['aws:securetransport', ['true']],
    ['aws:requestedregion', [place.region]],
    ['aws:viaawsservice', ['false']],
  ];
  if (principal.kind === 'role') {
    entries.push(
      ['aws:principalarn', [principal.roleArn]],
      ['aws:principalaccount', [place.account]],
      ['aws:principaltype', ['AssumedRole']],
      ['aws:principalisawsservice', ['false']],
    );
  } else {
    entries.push(['aws:principalisawsservice', ['true']], ['aws:principalservicename', [principal.name]]);
  }
  if (more.functionArn !== undefined) entries.push(['lambda:sourcefunctionarn', [more.functionArn]]);
  if (more.sourceArn !== undefined) {
    entries.push(
      ['aws:sourcearn', [more.sourceArn]],
      ['aws:sourceaccount', [more.sourceArn.split(':')[4] ?? place.account]],
    );
  }
  return new Map(entries);
}

export function withTime(context: RequestContext, now: number, entries: ContextEntries): RequestContext {
  return new Map([
    ...context,
    ['aws:currenttime', [new Date(now).toISOString()]],
    ['aws:epochtime', [String(Math.floor(now / 1000))]],
    ...entries,
  ]);
}

/** Whether a statement on the action looks at what differs from request to request. */
export function looksAtChanges({ identity, boundary, resource }: Policies, action: string): boolean {
  const all = [...identity, ...resource, ...(boundary === undefined ? [] : [boundary])];
  return all.some(({ statements }) =>
    statements.some(
      ({ actions, resources, conditions }) =>
        actions.texts.some((text) => isAction(text, action)) !== actions.negated &&
        (conditions.some(({ key }) => !STEADY.includes(key.toLowerCase())) ||
          conditions.some(({ values }) => values.some((value) => value.includes('${'))) ||
          (resources?.texts.some((text) => text.includes('${')) ?? false)),
    ),
  );
}

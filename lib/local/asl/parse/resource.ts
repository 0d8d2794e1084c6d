import type { Resource } from '../model.ts';
import { isRecognised } from './integrations.ts';
import type { Source } from './object.ts';

const CALLBACK = '.waitForTaskToken';
const JOBS = ['.sync', '.sync:2'];
const SERVICE = /^arn:[\w-]+:states:[\w-]*:\d*:((?:aws-sdk:)?[\w-]+):([\w-]+)(\.[\w:]+)?$/;
const FUNCTION = /^arn:[\w-]+:lambda:[\w-]+:\d+:function:[\w-]+(:[\w$-]+)?$/;
const ACTIVITY = /^arn:[\w-]+:states:[\w-]+:\d+:activity:[^:]+$/;

export function readResource(source: Source, arn: string): Resource | undefined {
  const at = `${source.at}/Resource`;
  const plain = { arn, service: arn, callback: false };
  if (FUNCTION.test(arn)) return { ...plain, kind: 'lambda', ...named('lambda', arn) };
  if (ACTIVITY.test(arn)) {
    if (!source.replaced) source.problems.unsupported(`The resource "${arn}" is an activity.`, at);
    return { ...plain, callback: true, kind: 'activity', ...named('activity', arn) };
  }
  const [, resourceType, action, suffix = ''] = SERVICE.exec(arn) ?? [];
  if (resourceType === undefined || action === undefined) {
    source.problems.schema('Value is not a valid resource ARN', at);
    return undefined;
  }
  const job = JOBS.includes(suffix);
  const pattern = suffix === CALLBACK ? 'callback' : job ? 'job' : 'call';
  if (!isRecognised(resourceType, action, pattern)) {
    const which = 'The value is not a valid resource ARN, or the resource is not available in this region.';
    source.problems.schema(`The resource provided ${arn} is not recognized. ${which}`, at);
    return undefined;
  }
  if (job && !source.replaced) {
    source.problems.unsupported(`The resource "${arn}" runs a job ("${suffix}").`, at);
  } else if (!job && suffix !== '' && suffix !== CALLBACK) {
    source.problems.unsupported(`The service integration pattern "${suffix}" is not known.`, at);
  }
  const resource = { kind: 'service' as const, ...named(resourceType, action + suffix) };
  if (suffix !== CALLBACK) return { ...plain, ...resource, callback: job };
  return { ...plain, ...resource, callback: true, service: arn.slice(0, -CALLBACK.length) };
}

function named(
  resourceType: string,
  resource: string,
): Pick<Resource, 'resourceType' | 'resource' | 'named'> {
  return { resourceType, resource, named: { resourceType, resource } };
}

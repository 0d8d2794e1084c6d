import type { Resource } from '../model.ts';
import type { Source } from './object.ts';

const CALLBACK = '.waitForTaskToken';
const SERVICE = /^arn:[\w-]+:states:[\w-]*:\d*:((?:aws-sdk:)?[\w-]+):([\w-]+)(\.[\w:]+)?$/;
const FUNCTION = /^arn:[\w-]+:lambda:[\w-]+:\d+:function:[\w-]+(:[\w$-]+)?$/;

export function readResource(source: Source, arn: string): Resource | undefined {
  const at = `${source.at}/Resource`;
  if (FUNCTION.test(arn)) {
    return { arn, service: arn, callback: false, lambda: true, resourceType: 'lambda', resource: arn };
  }
  if (/^arn:[\w-]+:states:[\w-]+:\d+:activity:/.test(arn)) {
    source.problems.unsupported(`The resource "${arn}" is an activity.`, at);
    return undefined;
  }
  const found = SERVICE.exec(arn);
  const [, resourceType, action, suffix = ''] = found ?? [];
  if (resourceType === undefined || action === undefined) {
    source.problems.schema('Value is not a valid resource ARN', at);
    return undefined;
  }
  if (suffix !== '' && suffix !== CALLBACK) {
    const message = suffix.startsWith('.sync')
      ? `The resource "${arn}" runs a job ("${suffix}").`
      : `The service integration pattern "${suffix}" is not known.`;
    source.problems.unsupported(message, at);
    return undefined;
  }
  const callback = suffix === CALLBACK;
  return {
    arn,
    service: callback ? arn.slice(0, -CALLBACK.length) : arn,
    callback,
    lambda: false,
    resourceType,
    resource: action + suffix,
  };
}

import { textOf } from '../json.ts';
import type { ResourceHandler } from '../template/deploy.ts';
import type { World } from '../world.ts';
import { physicalName } from './names.ts';

export function roleHandler({ place, iam }: World): ResourceHandler {
  return (request) => {
    const name = textOf(request.properties['RoleName']) ?? physicalName(request);
    const path = textOf(request.properties['Path']) ?? '/';
    const arn = `arn:aws:iam::${place.account}:role${path}${name}`;
    iam.roles.add(arn, request.properties);
    return Promise.resolve({ ref: name, attributes: { Arn: arn, RoleId: name } });
  };
}

export function logGroupHandler({ place }: World): ResourceHandler {
  return (request) => {
    const name = textOf(request.properties['LogGroupName']) ?? physicalName(request, 512);
    const arn = `arn:aws:logs:${place.region}:${place.account}:log-group:${name}:*`;
    return Promise.resolve({ ref: name, attributes: { Arn: arn } });
  };
}

/** Nothing is encrypted here, so nobody asks for a key. */
export function keyHandler({ place, log }: World): ResourceHandler {
  return ({ id }) => {
    const text = `${id}: nothing is encrypted here, so who may use this key is not checked; on AWS it is, for each call on what it encrypts.`;
    log({ source: 'cloud', level: 'warning', text });
    const arn = `arn:aws:kms:${place.region}:${place.account}:key/${id}`;
    return Promise.resolve({ ref: id, attributes: { Arn: arn, KeyId: id } });
  };
}

/** Accepted; what it does on AWS has no effect here. */
export const effectless: ResourceHandler = ({ id, type }) =>
  Promise.resolve({ ref: id, attributes: { Arn: `arn:local:${type}:${id}`, Id: id } });

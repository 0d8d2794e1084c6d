import { AwsError, type Caller, type Json, type Place, type Service } from '../service.ts';

/** STS of the local cloud: it says who calls. There is nothing to get credentials for. */
export function createSts({ account }: Pick<Place, 'account'>): Service {
  return {
    call(operation, _input, caller) {
      if (operation === 'GetCallerIdentity') return Promise.resolve(identityOf(caller, account));
      const message = `STS's ${operation} is not there in the local cloud, which takes any credentials.`;
      return Promise.reject(new AwsError('InvalidAction', message));
    },
  };
}

/** Whoever is not a role of the template may do everything, which on AWS is the account's root. */
function identityOf({ roleArn }: Caller, account: string): Json {
  const [, , , , owner = account, resource = ''] = roleArn?.split(':') ?? [];
  if (roleArn === undefined)
    return { UserId: account, Account: account, Arn: `arn:aws:iam::${account}:root` };
  const role = resource.split('/').at(-1) ?? '';
  const session = 'local';
  return {
    UserId: `AROALOCAL:${session}`,
    Account: owner,
    Arn: `arn:aws:sts::${owner}:assumed-role/${role}/${session}`,
  };
}

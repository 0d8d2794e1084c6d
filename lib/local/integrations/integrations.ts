import { objectOf } from '../json.ts';
import type { Caller, IntegrationOutcome, Integrations, Json } from '../service.ts';
import { failureOf, unsupported } from './failures.ts';
import { capitalised } from './letters.ts';
import { functionFailure, OPTIMISED } from './optimised.ts';
import type { Perform, Services } from './perform.ts';
import { isFunctionArn, readResource, type TaskResource } from './resource.ts';
import { SDK } from './sdk.ts';

/** `reachable`: a function, where one of the services is made after the engine. `now`: epoch milliseconds. */
export function createIntegrations(reachable: () => Services, now: () => number): Integrations {
  return async ({ resource, arguments: given, roleArn }, { execution }) => {
    const services = reachable();
    const caller = { roleArn };
    if (isFunctionArn(resource)) return callFunction(services, resource, given, caller);
    const read = readResource(resource);
    const perform = read === undefined ? undefined : performerOf(read);
    if (read === undefined || perform === undefined) return unsupported(resource);
    try {
      const action = capitalised(read.action);
      return await perform({ services, action, input: objectOf(given), caller, execution, now });
    } catch (error) {
      return failureOf(error, read);
    }
  };
}

function performerOf({ kind, service, action }: TaskResource): Perform | undefined {
  const table = kind === 'sdk' ? SDK : OPTIMISED;
  const key = kind === 'sdk' ? service : `${service}:${action}`;
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** A function called without an integration gets the arguments, and its answer is the result. */
async function callFunction(
  { lambda }: Services,
  arn: string,
  payload: Json,
  caller: Caller,
): Promise<IntegrationOutcome> {
  try {
    const input = { FunctionName: arn, Payload: payload };
    const output = objectOf(await lambda.call('Invoke', input, caller));
    if (output['FunctionError'] !== undefined) return functionFailure(output);
    return { kind: 'succeeded', output: output['Payload'] ?? null };
  } catch (error) {
    return failureOf(error, { kind: 'optimised', service: 'lambda', action: 'invoke' });
  }
}

import { readFile } from 'node:fs/promises';
import { objectOf, textOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';
import type { ResourceHandler, ResourceRequest } from '../template/deploy.ts';
import { TemplateProblem } from '../template/problem.ts';
import { THE_CLOUD, type World } from '../world.ts';
import { physicalName } from './names.ts';

export function stateMachineHandler({ services }: World): ResourceHandler {
  return async (request) => {
    const input = await machineRequest(request);
    const output = objectOf(await services.states.call('CreateStateMachine', input, THE_CLOUD));
    const arn = textOf(output['stateMachineArn']) ?? '';
    return { ref: arn, attributes: { Arn: arn, Name: input.name } };
  };
}

/** What CreateStateMachine is asked. */
export async function machineRequest(request: ResourceRequest) {
  const { properties } = request;
  return {
    name: textOf(properties['StateMachineName']) ?? physicalName(request, 80),
    definition: await definitionOf(request),
    roleArn: properties['RoleArn'] ?? '',
    type: properties['StateMachineType'] ?? 'STANDARD',
    ...settingOf('loggingConfiguration', properties['LoggingConfiguration']),
    ...settingOf('tracingConfiguration', properties['TracingConfiguration']),
  };
}

async function definitionOf(request: ResourceRequest): Promise<string> {
  const {
    DefinitionString: text,
    Definition: object,
    DefinitionS3Location: location,
    DefinitionSubstitutions: substitutions,
  } = request.properties;
  const values = objectOf(substitutions);
  if (text !== undefined) return substitute(textOf(text) ?? '', values);
  if (object !== undefined) return substitute(JSON.stringify(object), values);
  const key = textOf(objectOf(location)['Key']) ?? '';
  const path = request.assetPath(key);
  if (path === undefined) throw new TemplateProblem(`its definition "${key}" is not among the assets.`);
  return substitute(await readFile(path, 'utf8'), values);
}

/** As CloudFormation does: plain text for text. A name that has no value is left as it stands. */
function substitute(definition: string, values: JsonObject): string {
  return definition.replace(/\$\{([^}]+)\}/g, (all, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) return all;
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

/** CloudFormation's names begin with a capital, those of the API do not. */
function settingOf(name: string, value: Json | undefined): JsonObject {
  return value === undefined ? {} : { [name]: uncapitalised(value) };
}

function uncapitalised(value: Json): Json {
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return items.map(uncapitalised);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      uncapitalised(item),
    ]),
  );
}

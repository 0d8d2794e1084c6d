import { messageOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { AwsError, type Json, type Place } from '../service.ts';
import type { Stack } from './assembly.ts';
import { inOrder } from './order.ts';
import { TemplateProblem } from './problem.ts';
import { named, resolve, resolveObject, type Scope } from './resolve.ts';
import { readTemplate, type Resource, type Template } from './template.ts';

/** A resource as its handler gets it: nothing is left to resolve. */
export type ResourceRequest = {
  readonly id: string;
  readonly type: string;
  readonly stack: string;
  readonly properties: JsonObject;
  assetPath(objectKey: string): string | undefined;
};

/** What `Ref` and `Fn::GetAtt` of a resource give. */
export type Created = { readonly ref: string; readonly attributes: JsonObject };
export type ResourceHandler = (request: ResourceRequest) => Promise<Created>;

/**
 * Creates a stack's resources, each after those it needs; gives the stack's outputs. `where` is what refuses types that
 * have no handler.
 * @throws TemplateProblem
 */
export async function deployStack(
  stack: Stack,
  place: Place,
  handlers: { readonly [type: string]: ResourceHandler },
  where = 'The local cloud',
): Promise<{ readonly [output: string]: string }> {
  const template = readTemplate(stack.template);
  refuseUnknownTypes(stack, template, { handlers, where });
  const created = new Map<string, Created>();
  const scope = scopeOf(stack, template, { created, place });
  for (const resource of inOrder(template.resources)) {
    if (resource.condition !== undefined && !named(resource.condition, scope)) continue;
    created.set(resource.id, await createResource(resource, stack, scope, handlers));
  }
  return outputsOf(template, scope);
}

async function createResource(
  { id, type, properties }: Resource,
  stack: Stack,
  scope: Scope,
  handlers: { readonly [type: string]: ResourceHandler },
): Promise<Created> {
  const handler = handlers[type];
  if (handler === undefined) throw new TemplateProblem(`${type} is not supported.`);
  try {
    return await handler({
      id,
      type,
      stack: stack.name,
      properties: resolveObject(properties, scope),
      assetPath: stack.assetPath,
    });
  } catch (error) {
    if (!(error instanceof AwsError) && !(error instanceof TemplateProblem)) throw error;
    const name = error instanceof AwsError ? `${error.code}: ` : '';
    throw new TemplateProblem(`${stack.name}, ${id} (${type}): ${name}${messageOf(error)}`, { cause: error });
  }
}

/** All of them at once, each with the resource that has it. */
function refuseUnknownTypes(
  stack: Stack,
  { resources }: Template,
  { handlers, where }: { handlers: { readonly [type: string]: ResourceHandler }; where: string },
): void {
  const unknown = resources.filter(({ type }) => !Object.hasOwn(handlers, type));
  if (unknown.length === 0) return;
  const list = unknown.map(({ id, type }) => `  ${id} (${type})`).join('\n');
  throw new TemplateProblem(`${where} has no such resources as these of the stack ${stack.name}:\n${list}`);
}

function scopeOf(
  stack: Stack,
  template: Template,
  { created, place }: { created: ReadonlyMap<string, Created>; place: Place },
): Scope {
  const pseudo = pseudoParameters(stack, place);
  return {
    conditions: template.conditions,
    mappings: template.mappings,
    ref(name) {
      if (name === 'AWS::NoValue') return undefined;
      const value = created.get(name)?.ref ?? pseudo[name] ?? parameter(template, name);
      if (value !== undefined) return value;
      throw new TemplateProblem(`Ref to "${name}", which is not there.`);
    },
    attribute(id, name) {
      const value = created.get(id)?.attributes[name];
      if (value !== undefined) return value;
      throw new TemplateProblem(`The local cloud knows no attribute ${name} of "${id}".`);
    },
  };
}

function pseudoParameters(stack: Stack, { region, account }: Place): JsonObject {
  return {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/${stack.name}/local`,
    'AWS::NotificationARNs': [],
  };
}

/** Only defaults: nobody is there to give others. */
function parameter({ parameters }: Template, name: string): Json | undefined {
  const value = objectOf(parameters[name])['Default'];
  if (value === undefined && Object.hasOwn(parameters, name)) {
    throw new TemplateProblem(`The parameter "${name}" has no default.`);
  }
  return value;
}

function outputsOf(template: Template, scope: Scope): { readonly [output: string]: string } {
  const outputs = Object.entries(template.outputs).flatMap(([name, output]) => {
    const { Value: value = '', Condition: condition } = objectOf(output);
    const wanted = textOf(condition) === undefined || named(textOf(condition) ?? '', scope);
    if (!wanted) return [];
    const resolved = resolve(value, scope);
    return [[name, typeof resolved === 'string' ? resolved : JSON.stringify(resolved)] as const];
  });
  return Object.fromEntries(outputs);
}

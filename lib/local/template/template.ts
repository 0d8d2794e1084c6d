import { isObject, objectOf, textOf, textsOf, type JsonObject } from '../json.ts';
import type { Json } from '../service.ts';

export type Resource = {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly dependsOn: readonly string[];
  readonly condition: string | undefined;
};

/** A CloudFormation template. `Rules` and `Metadata` are left out: the one guards deployments, the other is for tools. */
export type Template = {
  readonly parameters: JsonObject;
  readonly mappings: JsonObject;
  readonly conditions: JsonObject;
  readonly resources: readonly Resource[];
  readonly outputs: JsonObject;
};

export function readTemplate(text: JsonObject): Template {
  return {
    parameters: objectOf(text['Parameters']),
    mappings: objectOf(text['Mappings']),
    conditions: objectOf(text['Conditions']),
    resources: Object.entries(objectOf(text['Resources'])).map(([id, value]) => resourceOf(id, value)),
    outputs: objectOf(text['Outputs']),
  };
}

function resourceOf(id: string, value: Json): Resource {
  const { Type: type, Properties: properties, DependsOn: after, Condition: condition } = objectOf(value);
  return {
    id,
    type: textOf(type) ?? '',
    properties: objectOf(properties),
    dependsOn: typeof after === 'string' ? [after] : textsOf(after),
    condition: textOf(condition),
  };
}

/** The one key and its value, of an object that calls an intrinsic function. */
export function intrinsicIn(value: Json): { readonly name: string; readonly argument: Json } | undefined {
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entry === undefined || entries.length !== 1) return undefined;
  const [name, argument] = entry;
  const isCall = name === 'Ref' || name === 'Condition' || name.startsWith('Fn::');
  return isCall ? { name, argument } : undefined;
}

/** `${Name}` and `${Name.Attribute}` in the text of a Sub; `${!Literal}` stands for itself. */
export const SUB_VARIABLE = /\$\{(!?)([^}]*)\}/g;

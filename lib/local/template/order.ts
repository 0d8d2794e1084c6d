import { isObject, listOf, textOf } from '../json.ts';
import type { Json } from '../service.ts';
import { TemplateProblem } from './problem.ts';
import { intrinsicIn, SUB_VARIABLE, type Resource } from './template.ts';

/** Each resource after those it refers to. @throws TemplateProblem where they refer to each other in a circle. */
export function inOrder(resources: readonly Resource[]): readonly Resource[] {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const ordered = new Set<Resource>();
  const visit = (resource: Resource, way: readonly string[]): void => {
    if (ordered.has(resource)) return;
    if (way.includes(resource.id)) {
      throw new TemplateProblem(`Resources depend on each other: ${[...way, resource.id].join(' → ')}.`);
    }
    for (const id of [...resource.dependsOn, ...referencesIn(resource.properties)]) {
      const other = byId.get(id);
      if (other !== undefined) visit(other, [...way, resource.id]);
    }
    ordered.add(resource);
  };
  for (const resource of resources) visit(resource, []);
  return [...ordered];
}

/** The logical ids that a value refers to. */
function referencesIn(value: Json): readonly string[] {
  const call = intrinsicIn(value);
  if (call?.name === 'Ref') return [textOf(call.argument) ?? ''];
  if (call?.name === 'Fn::GetAtt') {
    const [id] = typeof call.argument === 'string' ? call.argument.split('.') : listOf(call.argument);
    return [textOf(id) ?? ''];
  }
  if (call?.name === 'Fn::Sub') {
    const [text] = typeof call.argument === 'string' ? [call.argument] : listOf(call.argument);
    const names = [...(textOf(text) ?? '').matchAll(SUB_VARIABLE)].map((match) => match[2] ?? '');
    const rest = typeof call.argument === 'string' ? [] : listOf(call.argument).slice(1);
    return [...names.map((name) => name.split('.')[0] ?? ''), ...rest.flatMap(referencesIn)];
  }
  if (isObject(value)) return Object.values(value).flatMap(referencesIn);
  return listOf(value).flatMap(referencesIn);
}

import type { Node } from '../../patterns/json.ts';
import { printed, type BusEvent } from './envelope.ts';
import { nodeAt } from './path.ts';
import type { TargetInput } from './target-input.ts';
import { readTemplateJson } from './template-json.ts';

const EVENTS = ['aws.events.event', 'aws.events.event.json'];

export type RuleIdentity = { readonly name: string; readonly arn: string };

/** The text that a target is sent for an event. Null if its template becomes no JSON with the event's values. */
export function inputFor(
  input: TargetInput,
  event: BusEvent,
  rule: RuleIdentity,
  now: number,
): string | null {
  switch (input.kind) {
    case 'event':
      return event.text;
    case 'constant':
      return input.text;
    case 'path': {
      const node = nodeAt(event.node, input.path);
      return node === undefined ? '{}' : printed(node);
    }
    case 'transformer':
      return minified(
        fill(input.template, (name) => {
          const path = input.paths.get(name);
          return path === undefined ? predefined(name, event, rule, now) : nodeAt(event.node, path);
        }),
      );
  }
}

function minified(text: string): string | null {
  const reading = readTemplateJson(text);
  if (reading.kind === 'wrong') return null;
  return reading.kind === 'json' ? printed(reading.node) : text;
}

/**
 * A variable inside quotes becomes part of that text, outside of them it is a JSON value. In a text EventBridge escapes
 * nothing: one with a quote in it breaks the JSON around it. From objects and lists it takes the quotes away, but not
 * from the event as a whole.
 */
function fill(template: string, valueOf: (name: string) => Node | undefined): string {
  let quoted = false;
  return template.replace(/\\.|"|<([^<>\s]+)>/gs, (found, name: string | undefined) => {
    if (found === '"') quoted = !quoted;
    if (name === undefined) return found;
    const node = valueOf(name);
    if (!quoted) return node === undefined ? '""' : printed(node);
    if (node === undefined) return '';
    if (node.kind === 'string') return node.value;
    return EVENTS.includes(name) ? printed(node) : printed(node).replace(/\\?"/g, '');
  });
}

function predefined(name: string, event: BusEvent, rule: RuleIdentity, now: number): Node | undefined {
  const text = (value: string): Node => ({ kind: 'string', value, at: 0, end: 0 });
  switch (name) {
    case 'aws.events.rule-arn':
      return text(rule.arn);
    case 'aws.events.rule-name':
      return text(rule.name);
    case 'aws.events.event.ingestion-time':
      return text(new Date(now).toISOString());
    case 'aws.events.event':
      return withoutDetail(event.node);
    case 'aws.events.event.json':
      return event.node;
    default:
      return undefined;
  }
}

/** The type's name is written in another way there. */
function withoutDetail(event: Node): Node {
  if (event.kind !== 'object') return event;
  const members = event.members
    .filter(({ key }) => key !== 'detail')
    .map((member) => (member.key === 'detail-type' ? { ...member, key: 'detailType' } : member));
  return { ...event, members };
}

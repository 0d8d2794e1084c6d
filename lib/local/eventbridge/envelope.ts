import { readJson, type Node } from '../../patterns/json.ts';
import type { Place } from '../service.ts';

/** An event on a bus: its text, compact as EventBridge sends it, and the same read for matching. */
export type BusEvent = { readonly id: string; readonly text: string; readonly node: Node };

export type EventParts = {
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  /** Epoch milliseconds; the envelope has whole seconds. */
  readonly time: number;
  readonly resources: readonly string[];
  /** The text of a JSON object; its numbers keep their spelling. */
  readonly detail: string;
};

/** @throws if the detail is no JSON; whoever calls has looked before. */
export function busEvent(parts: EventParts, place: Place): BusEvent {
  const detail = readJson(parts.detail);
  if (detail.kind === 'invalid') throw new Error(`The detail is no JSON: ${detail.message}`);
  const head = JSON.stringify({
    version: '0',
    id: parts.id,
    'detail-type': parts.detailType,
    source: parts.source,
    account: place.account,
    time: wholeSeconds(parts.time),
    region: place.region,
    resources: parts.resources,
  });
  const text = `${head.slice(0, -1)},"detail":${printed(detail.node)}}`;
  const reading = readJson(head);
  if (reading.kind === 'invalid' || reading.node.kind !== 'object') throw new Error(`No envelope: ${head}`);
  const members = [...reading.node.members, { key: 'detail', value: detail.node }];
  return { id: parts.id, text, node: { ...reading.node, members } };
}

/** An event as it was archived, with the name of the replay that it comes from. @throws if the text is no event's */
export function replayedEvent(archived: string, replay: string): BusEvent {
  const text = `${archived.slice(0, -1)},"replay-name":${JSON.stringify(replay)}}`;
  const reading = readJson(text);
  if (reading.kind === 'invalid' || reading.node.kind !== 'object') throw new Error(`No event: ${archived}`);
  const id = reading.node.members.find(({ key }) => key === 'id')?.value;
  return { id: id?.kind === 'string' ? id.value : '', text, node: reading.node };
}

function wholeSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** JSON without white space. Of a key given twice the last one stays. */
export function printed(node: Node): string {
  switch (node.kind) {
    case 'object': {
      const members = new Map(node.members.map(({ key, value }) => [key, value]));
      return `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${printed(value)}`).join()}}`;
    }
    case 'array':
      return `[${node.items.map(printed).join()}]`;
    case 'string':
      return JSON.stringify(node.value);
    case 'number':
      return node.text;
    case 'literal':
      return String(node.value);
  }
}

import { readLeadingJson, type Node } from '../../patterns/json.ts';

/** What templates of targets are, and what becomes of them: one JSON value, or lines of texts in quotes. */
export type TemplateJson =
  | { readonly kind: 'json'; readonly node: Node }
  | { readonly kind: 'lines' }
  /** `position`: how far EventBridge's reader comes, as an offset from 0. */
  | { readonly kind: 'wrong'; readonly position: number };

export function readTemplateJson(text: string): TemplateJson {
  const first = readLeadingJson(text);
  if (first.kind === 'invalid') return { kind: 'wrong', position: first.position };
  const { node } = first;
  let { end } = node;
  if (text.slice(end).trim() === '') return { kind: 'json', node };
  while (text.slice(end).trim() !== '') {
    const next = readLeadingJson(text.slice(end));
    if (next.kind === 'invalid') return { kind: 'wrong', position: end + next.position };
    if (node.kind !== 'string' || next.node.kind !== 'string')
      return { kind: 'wrong', position: end + next.node.at + 1 };
    end += next.node.end;
  }
  return { kind: 'lines' };
}

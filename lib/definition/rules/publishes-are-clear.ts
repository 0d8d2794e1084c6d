import type { Data } from '../data.ts';
import { isList } from '../data.ts';
import type { Draft, DraftAction, DraftEvent, Text } from '../draft.ts';
import type { Finding } from '../problems.ts';
import type { Rule } from './rule.ts';
import { actionsIn, quoted } from './walk.ts';

type Publish = Extract<DraftAction, { kind: 'publish' }>;

/** EventBridge's limits for what an event says of itself. */
const MAX = { 'detail type': 128, source: 256 } as const;

/** What is published has one source and one detail type. */
export const publishesAreClear: Rule = (draft) =>
  actionsIn(draft).flatMap((action) => (action.kind === 'publish' ? check(draft, action) : []));

function check({ events }: Draft, { name, source }: Publish): readonly Finding[] {
  const declared = events.find((event) => event.name.text === name.text);
  return [
    ...fits('detail type', name),
    ...(source === undefined ? [] : fits('source', source)),
    ...(declared === undefined ? [] : unclear(declared, name, source)),
  ];
}

function fits(what: keyof typeof MAX, { text, path }: Text): readonly Finding[] {
  const why =
    text.trim() === ''
      ? 'it is empty. Write one'
      : text.length > MAX[what]
        ? `it has ${text.length} characters, and EventBridge takes at most ${MAX[what]}. Shorten it`
        : what === 'source' && text.startsWith('aws.')
          ? 'only AWS itself may publish as `aws.…`. Choose another one'
          : undefined;
  if (why === undefined) return [];
  return [
    { code: 'publish-invalid', message: `${quoted(text)} cannot be the ${what} of an event: ${why}.`, path },
  ];
}

/** Of an event of the vocabulary they are taken from there, if they are said there. */
function unclear({ name, source, detailType }: DraftEvent, { path }: Text, given: Text | undefined) {
  const event = quoted(name.text);
  const open = [
    ...(source !== undefined && !isSingle(source) && given === undefined ? ['source'] : []),
    ...(detailType !== undefined && !isSingle(detailType) ? ['detail type'] : []),
  ];
  if (open.length === 0) return [];
  const form =
    open.includes('detail type') || given !== undefined
      ? '`publish: { detailType: …, source: … }`'
      : '`source: …` beside `publish`';
  const message = `What ${event} is published with cannot be told: its ${open.join(' and its ')} in \`events\` ${open.length === 1 ? 'is a pattern' : 'are patterns'}, which more than one event fits. Say it here: ${form}.`;
  return [{ code: 'publish-invalid', message, path } as const];
}

function isSingle(matcher: Data): boolean {
  const [only, ...more] = isList(matcher) ? matcher : [matcher];
  return typeof only === 'string' && more.length === 0;
}

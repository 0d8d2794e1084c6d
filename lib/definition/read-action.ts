import type { Data } from './data.ts';
import type { DraftAction, DraftIntegration, DraftText, DraftValue } from './draft.ts';
import type { Path } from './problems.ts';
import { isRecord, itemsOf, memberOf, textAt } from './read-data.ts';
import { draftText, partsOf, valueOf } from './template.ts';

/** One action, or a list of them. */
export function readActions(data: Data | undefined, path: Path): readonly DraftAction[] {
  return itemsOf(data, path).flatMap(([action, at]) => [
    ...readPublish(action, at),
    ...readNotify(action, at),
    ...readTaskAction(action, at),
  ]);
}

/** `{ publish: Detail type, detail?, source? }`, or `{ publish: { detailType, detail?, source? } }`. */
function readPublish(action: Data, path: Path): readonly DraftAction[] {
  const publish = memberOf(action, 'publish');
  const inner = isRecord(publish);
  const [parts, at] = inner ? [publish, [...path, 'publish']] : [action, path];
  const name = inner ? textAt(publish, at, 'detailType') : textAt(action, path, 'publish');
  if (name === undefined) return [];
  const detail = readDetail(memberOf(parts, 'detail'), [...at, 'detail']);
  return [{ kind: 'publish', name, source: textAt(parts, at, 'source'), detail, path }];
}

function readDetail(data: Data | undefined, path: Path): DraftValue | undefined {
  return data === undefined ? undefined : valueOf(data, path);
}

/** `{ notify: message }`, or `{ notify: { subject?, message } }`. */
function readNotify(action: Data, path: Path): readonly DraftAction[] {
  const message =
    draftTextAt(action, path, 'notify') ??
    draftTextAt(memberOf(action, 'notify'), [...path, 'notify'], 'message');
  if (message === undefined) return [];
  const subject = draftTextAt(memberOf(action, 'notify'), [...path, 'notify'], 'subject');
  return [{ kind: 'notify', subject, message, path }];
}

function readTaskAction(action: Data, path: Path): readonly DraftAction[] {
  const integration = readIntegration(action, path);
  return integration === undefined ? [] : [{ kind: 'task', integration, path }];
}

/** `{ task: ARN, arguments?, retry? }`. */
export function readIntegration(data: Data, path: Path): DraftIntegration | undefined {
  const resource = textAt(data, path, 'task');
  if (resource === undefined) return undefined;
  const args = memberOf(data, 'arguments');
  return {
    resource,
    arguments: args,
    parts: partsOf(args, [...path, 'arguments']),
    retry: memberOf(data, 'retry'),
  };
}

export function draftTextAt(data: Data | undefined, path: Path, key: string): DraftText | undefined {
  const text = textAt(data, path, key);
  return text === undefined ? undefined : draftText(text);
}

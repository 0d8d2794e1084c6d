import { isList, type Data } from '../data.ts';
import type { DraftAction, DraftEvent, DraftText } from '../draft.ts';
import type { Action, Json, Text } from '../model.ts';

export type ActionBuilder = (action: DraftAction) => Action;

/** What is published under the name of an event is that event, where its source and detail type are plain. */
export function publishers(id: string, events: readonly DraftEvent[]): ActionBuilder {
  const vocabulary = new Map(events.map((event) => [event.name.text, event]));
  return (action) => {
    switch (action.kind) {
      case 'publish': {
        const event = vocabulary.get(action.name.text);
        return {
          kind: 'publish',
          source: action.source?.text ?? plainOf(event?.source) ?? `choreography.${id}`,
          detailType: plainOf(event?.detailType) ?? action.name.text,
          detail: action.detail?.expression ?? '{"id": $id}',
        };
      }
      case 'notify': {
        const { subject, message } = action;
        return {
          kind: 'notify',
          ...(subject === undefined ? {} : { subject: buildText(subject) }),
          message: buildText(message),
        };
      }
      case 'task': {
        const { resource, arguments: given, retry } = action.integration;
        return { kind: 'task', resource: resource.text, arguments: given ?? {}, retry: listOf(retry) };
      }
    }
  };
}

/** A text, or the only text of a list; matchers of other kinds say nothing that could be sent. */
function plainOf(matcher: Data | undefined): string | undefined {
  const only = isList(matcher) && matcher.length === 1 ? matcher[0] : matcher;
  return typeof only === 'string' ? only : undefined;
}

export function buildText({ text, expression }: DraftText): Text {
  return expression === undefined ? { literal: text } : { expression: expression.text };
}

export function listOf(data: Data | undefined): readonly Json[] {
  return isList(data) ? data : [];
}

import { shown, type HistoryEvent } from '../asl/engine/history.ts';
import type { Json } from '../service.ts';
import type { Context, Operations } from './context.ts';
import { arn, nextToken, optionalFlag, pageSize, pageStart, type Request } from './request.ts';

export const historyOperations: Operations = { GetExecutionHistory: read };

function read(request: Request, { store }: Context): Json {
  const id = arn(request, 'executionArn', 'execution');
  const reverse = optionalFlag(request, 'reverseOrder') ?? false;
  const data = optionalFlag(request, 'includeExecutionData') ?? true;
  const list = `${reverse ? 'last' : 'first'} ${id}`;
  const [start, size] = [pageStart(request, list), pageSize(request)];
  const stored = store.executions.get(id);
  const { events: count } = stored.execution;
  // A token is the id of the page's first event, so that a history which grows meanwhile is read without gaps.
  const first = start ?? (reverse ? count : 1);
  const page = reverse
    ? store.executions.events(stored, Math.max(1, first - size + 1), first).toReversed()
    : store.executions.events(stored, first, Math.min(count, first + size - 1));
  const next = reverse ? first - size : first + size;
  const more = reverse ? next >= 1 : next <= count;
  return {
    events: data ? page.map(shown) : page.map((event) => withoutData(shown(event))),
    ...(more ? { nextToken: nextToken(list, next) } : {}),
  };
}

const DATA = new Set(['input', 'output', 'parameters', 'assignedVariables', 'error', 'cause']);

function withoutData(event: HistoryEvent): Json {
  return Object.fromEntries(
    Object.entries(event).map(([name, value]) => [
      name,
      name.endsWith('EventDetails') ? strip(value) : value,
    ]),
  );
}

function strip(details: Json): Json {
  if (typeof details !== 'object' || details === null) return details;
  return Object.fromEntries(Object.entries(details).filter(([name]) => !DATA.has(name)));
}

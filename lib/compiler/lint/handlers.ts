import { listOf, type Fields, type Finding } from './machine-scope.ts';

/** Catchers in an order in which each can catch; and no retry of a wait that would swallow an unexpected event. */
export function lintHandlers(name: string, state: Fields): Finding[] {
  return [...lintCatch(name, listOf(state['Catch']).map(errorsOf)), ...lintRetry(name, state)];
}

function lintCatch(state: string, caught: readonly (readonly string[])[]): Finding[] {
  const misplaced = caught.some(
    (group, index) => group.includes('States.ALL') && (index < caught.length - 1 || group.length > 1),
  );
  const every = caught.flat();
  const repeated = every.filter((error, index) => every.indexOf(error) !== index);
  return [
    ...(misplaced ? [finding(state, 'States.ALL is not the last catcher, or not alone in it')] : []),
    ...repeated.map((error) => finding(state, `${error} is caught twice`)),
  ];
}

function finding(state: string, message: string): Finding {
  return { code: 'catch-order', state, message };
}

function lintRetry(state: string, { Resource: resource, Retry: retry }: Fields): Finding[] {
  // The author's own Tasks may be tried again for whatever reason.
  if (!String(resource).endsWith(':aws-sdk:dynamodb:putItem.waitForTaskToken')) return [];
  const broad = listOf(retry)
    .flatMap(errorsOf)
    .filter((error) => !/^DynamoDb\.\w+$/.test(error));
  return broad.map((error) => ({
    code: 'retry-too-broad',
    state,
    message: `A wait is put again after ${error}`,
  }));
}

function errorsOf(handler: Fields): string[] {
  const value = handler['ErrorEquals'];
  return Array.isArray(value) ? value.map(String) : [];
}

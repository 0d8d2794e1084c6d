import type { Storage } from './storage.ts';

type Answer = (request: Request) => Response | Promise<Response>;

/**
 * Answers when all that was changed so far is saved. That holds for refusals and for what only reads, too: both tell of
 * what somebody else has changed a moment before.
 *
 * Services among themselves need no such wait. What one does is saved before what another does because of it.
 */
export function answeringWhenSaved(answer: Answer, storage: Storage): Answer {
  if (!storage.durable) return answer;
  return async (request) => {
    const response = await answer(request);
    await storage.saved();
    return response;
  };
}

import { unavailable } from '../http/unavailable.ts';
import { StorageProblem } from './problem.ts';
import type { Storage } from './storage.ts';

type Answer = (request: Request) => Response | Promise<Response>;

/**
 * Answers when all that was changed so far is saved. That holds for refusals and for what only reads, too: both tell of
 * what somebody else has changed a moment before. Where it
 * cannot be saved, the answer says so, and clients try again.
 *
 * Services among themselves need no such wait. What one does is saved before what another does because of it.
 */
export function answeringWhenSaved(answer: Answer, storage: Storage): Answer {
  if (!storage.durable) return answer;
  return async (request) => {
    try {
      const response = await answer(request);
      await storage.saved();
      return response;
    } catch (error) {
      if (!(error instanceof StorageProblem)) throw error;
      return unavailable(request, error.message);
    }
  };
}

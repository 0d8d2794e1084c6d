import type { Service } from '../service.ts';
import type { Storage } from './storage.ts';

/**
 * The same service for callers from outside: they are answered when all that was changed so far is saved. That holds for
 * refusals and for what only reads, too: both tell of what somebody else has changed a moment before.
 *
 * Services among themselves need no such wait. What one does is saved before what another does because of it.
 */
export function answeredWhenSaved(service: Service, storage: Storage): Service {
  if (!storage.durable) return service;
  return {
    async call(operation, input, caller) {
      try {
        return await service.call(operation, input, caller);
      } finally {
        await storage.saved();
      }
    },
  };
}
